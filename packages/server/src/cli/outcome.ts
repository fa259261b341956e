import type { RequestAnswer, RequestRecipient } from '@inboxkit/protocol'

/** Reasons in words, where a word with underscores does not say enough; what to do about it where that is known. */
const sentences: Readonly<Record<string, string>> = {
  unknown_recipient: 'no user has this identifier: make one with PUT /v3/users/{identifier}',
  preference_off: 'turned off in the preferences of this user',
  channel_not_chosen: 'this channel was not chosen',
  no_address: 'no address of this user is known',
  no_provider: 'no provider carries this channel: see "inboxkit doctor"',
  quiet_hours: 'held until the quiet hours of this user are over',
  render_failed: 'the texts could not be filled in',
  user_deleted: 'the user was deleted',
  gave_up: 'the provider did not take it, and was asked for long enough',
}

const reasonIn = (reason: string): string => sentences[reason] ?? reason.replaceAll('_', ' ')

/** Whether it reached somebody, or will, and failed for nobody. */
export const hasWorked = ({ counts }: RequestAnswer): boolean =>
  counts.failed === 0 && counts.delivered + counts.waiting > 0

/** What became of a request: a line for each recipient and channel, in columns. */
export const linesOf = ({ recipients, counts }: RequestAnswer): string[] => {
  const { data, nextCursor } = recipients
  if (data.length === 0) return [saidOf(counts)]
  const widthOf = (read: (one: RequestRecipient) => string): number =>
    Math.max(...data.map((one) => read(one).length))
  const [user, channel] = [widthOf(({ identifier }) => identifier), widthOf((one) => one.channel)]
  const lines = data.map(({ identifier, channel: over, outcome, reason }) =>
    [identifier.padEnd(user), over.padEnd(channel), outcome, ...(reason === null ? [] : [reasonIn(reason)])]
      .join('  ')
      .trimEnd(),
  )
  return [...lines, ...(nextCursor === null ? [] : ['…']), saidOf(counts)]
}

const saidOf = (counts: RequestAnswer['counts']): string => {
  const said = Object.entries(counts).filter(([, count]) => count > 0)
  return said.length === 0 ? 'nobody was there to get it' : said.map(([what, n]) => `${n} ${what}`).join(', ')
}
