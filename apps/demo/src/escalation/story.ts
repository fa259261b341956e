import type { Run, RunEntry, Watched } from '../api/types'
import type { IconName } from '../parts/Icon'
import { sayReason } from './say-reason'

/**
 * One line of the story: `done` has happened, `skipped` was left out, `failed` went wrong, `now` is waited for, `next`
 * is to come.
 */
export interface Beat {
  key: string
  icon: IconName
  state: 'done' | 'skipped' | 'failed' | 'now' | 'next'
  title: string
  /** More of it, in small print. */
  note?: string | undefined
  /** As the console wrote it. */
  line?: string | undefined
  /** When, since the start: "6 s". Of what is waited for: how long it still takes. */
  at?: string | undefined
}

interface Telling {
  watched: Watched | undefined
  /** First name of whoever is asked. */
  who: string
  /** How long each wait takes. */
  seconds: number
}

/** Where each step of the workflow stands in its definition. */
const paths = { ask: 'steps[0]', soon: 'steps[1]', email: 'steps[2]', later: 'steps[3]', sms: 'steps[4]' }
type Place = keyof typeof paths

/** What has happened so far, what is waited for, and what comes next. Before the start: what would happen. */
export const tellStory = ({ watched, who, seconds }: Telling): Beat[] => {
  const run = watched?.request.runs.data[0]
  const find = (place: Place) => run?.timeline.find(({ path }) => path === paths[place])
  const means = { watched, run, who, seconds, asked: find('ask') }
  const soon = find('soon')
  const isAnswered = hasCome(soon)
  return [
    tellInbox(means),
    tellWait(means, 'soon', soon, find('ask') !== undefined),
    tellMessage(means, 'email', find('email')),
    // Who has answered is not waited for again.
    ...(isAnswered ? [] : [tellWait(means, 'later', find('later'), find('email') !== undefined)]),
    tellMessage(means, 'sms', find('sms')),
    ...tellEnd(means, isAnswered || hasCome(find('later'))),
  ]
}

interface Means extends Telling {
  run: Run | undefined
  asked: RunEntry | undefined
}

const hasCome = (entry: RunEntry | undefined): boolean => entry?.what === 'event came'

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))

const since = ({ run }: Means, at: string): string => `${secondsBetween(run?.startedAt ?? at, at)} s`

const lookedAt: Readonly<Record<string, string>> = { seen: 'Seen.', read: 'Opened.' }

const tellInbox = (means: Means): Beat => {
  const { asked, who, watched } = means
  const beat = { key: 'ask', icon: 'inbox', title: `In ${who}’s inbox` } as const
  if (!asked) return { ...beat, state: watched ? 'now' : 'next', note: 'With two buttons to answer.' }
  if (asked.what === 'skipped')
    return { ...beat, state: 'skipped', title: `Not in ${who}’s inbox`, note: sayReason(asked.reason) }
  const isAnswered = watched?.answer != null
  const looked = lookedAt[asked.reason ?? ''] ?? 'Not seen yet.'
  return { ...beat, state: 'done', note: isAnswered ? undefined : looked, at: since(means, asked.at) }
}

const tellWait = (means: Means, place: Place, entry: RunEntry | undefined, isBegun: boolean): Beat => {
  const { run, watched, seconds, asked } = means
  const beat = { key: place, icon: 'clock' } as const
  if (entry && hasCome(entry)) {
    const after = secondsBetween(asked?.at ?? entry.at, entry.at)
    const value = watched?.answer?.value ?? null
    const title = value === null ? `Answered after ${after} s` : `Answered after ${after} s: ${value}`
    return { ...beat, icon: 'check', state: 'done', title, at: since(means, entry.at) }
  }
  if (entry)
    return { ...beat, state: 'done', title: `No answer within ${seconds} s`, at: since(means, entry.at) }
  if (!isBegun || run?.state !== 'waiting' || run.wakesAt === null)
    return { ...beat, state: 'next', title: `${seconds} s for an answer` }
  const left = Math.max(0, Math.ceil((Date.parse(run.wakesAt) - Date.parse(watched?.now ?? '')) / 1000))
  const then = place === 'soon' ? 'E-mail' : 'SMS'
  return { ...beat, state: 'now', title: 'Waits for an answer', note: `Then: ${then}.`, at: `${left} s` }
}

const names = {
  email: { icon: 'mail', sent: 'E-mail', none: 'No e-mail', next: 'E-mail, if nobody has answered' },
  sms: { icon: 'phone', sent: 'SMS', none: 'No SMS', next: 'SMS, if nobody has answered' },
} as const

const tellMessage = (means: Means, place: 'email' | 'sms', entry: RunEntry | undefined): Beat => {
  const { icon, sent, none, next } = names[place]
  const beat = { key: place, icon }
  if (!entry) return { ...beat, state: 'next', title: next }
  const at = since(means, entry.at)
  if (entry.what === 'skipped')
    return { ...beat, state: 'skipped', title: none, note: sayReason(entry.reason), at }
  const [attempt] = entry.attempts.slice(-1)
  const note = attempt && `${attempt.provider}: ${attempt.text ?? attempt.kind}, ${attempt.ms} ms`
  const line = means.watched?.written.find((written) => written.startsWith(`${place} `))
  if (entry.what === 'sent') return { ...beat, state: 'done', title: sent, note, line, at }
  const isOnItsWay = entry.what === 'pending'
  const title = isOnItsWay ? `${sent} is on its way` : `${sent} was not sent`
  return { ...beat, state: isOnItsWay ? 'now' : 'failed', title, note: note ?? sayReason(entry.reason), at }
}

const tellEnd = (means: Means, isAnswered: boolean): Beat[] => {
  const { run } = means
  if (!run?.endedAt) return []
  const beat = { key: 'end', icon: 'flag', at: since(means, run.endedAt) } as const
  if (run.state === 'failed')
    return [{ ...beat, state: 'failed', title: 'The run failed', note: sayReason(run.reason) }]
  if (run.state === 'cancelled') return [{ ...beat, state: 'done', title: 'The run was cancelled' }]
  const note = isAnswered ? undefined : 'Nobody has answered. The question stays in the inbox.'
  return [{ ...beat, state: 'done', title: isAnswered ? 'Ended by the answer' : 'Ended', note }]
}
