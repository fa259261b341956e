import type { FeedPage, Notification } from '@inboxkit/protocol'
import { eventually } from '../cluster/program.js'
import { asUser, listAll } from '../kit/api.js'
import type { Client, Clients } from './clients.js'
import { isRefused, type Outside } from './receiver.js'
import { recount } from './recount.js'
import type { Screens } from './screens.js'
import type { Sent, Triggers } from './triggers.js'

export interface Copy {
  user: string
  title: string
}

export interface Verdict {
  /** One for each answered trigger and recipient. */
  copies: number
  /** Not in the user's list, or not on the screen. */
  lost: Copy[]
  /** There twice. */
  doubled: Copy[]
  /** Dead letters that had to be: the webhook has refused them. */
  deadLetters: number
  /** Messages that came to the webhook again, which its key tells. */
  repeatedPosts: number
  /** Sentences about everything else. */
  faults: string[]
}

interface World {
  /** Of the balancer itself: nothing is in the way now. */
  url: string
  databaseUrl: string
  triggers: Triggers
  clients: Clients
  screens: Screens
  outside: Outside
  /** Where nothing has moved for so long, nothing will. */
  patienceMs: number
}

const atOnce = 10

const answered = ({ all }: Triggers): Sent[] =>
  [...all.values()].filter(({ answered: is }) => is !== undefined)

const dueOf = (triggers: Triggers): Map<string, Set<string>> => {
  const due = new Map<string, Set<string>>()
  for (const { title, recipients } of answered(triggers))
    for (const user of recipients) due.set(user, (due.get(user) ?? new Set()).add(title))
  return due
}

/** Until every screen is right, or no more becomes right. */
const untilShown = async ({ screens, patienceMs }: World): Promise<void> => {
  let [least, at] = [Number.POSITIVE_INFINITY, performance.now()]
  for (;;) {
    const { length } = screens.missing()
    if (length === 0 || performance.now() - at > patienceMs) return
    if (length < least) [least, at] = [length, performance.now()]
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const allOf = async ({ inbox }: Client): Promise<Notification[]> => {
  const feed = inbox.feed()
  while (feed.get().hasMore) {
    await feed.loadMore()
    if (typeof feed.get().more === 'object') throw new Error('The next page cannot be loaded')
  }
  return feed.get().ids.flatMap((id) => inbox.item(id).get() ?? [])
}

const essence = (items: readonly Notification[]): string[] =>
  items.map(({ id, title, readAt, seenAt }) => JSON.stringify([id, title, readAt, seenAt]))

/** The screen is the list, and the bell is what the list says. */
const holdScreen = async (client: Client, page: FeedPage, patienceMs: number): Promise<Notification[]> => {
  const look = async (): Promise<Notification[]> => {
    const shown = await allOf(client)
    const counts = client.inbox.counts.get()
    if (JSON.stringify(counts) !== JSON.stringify(page.counts))
      throw new Error(`its bell says ${JSON.stringify(counts)}, the server ${JSON.stringify(page.counts)}`)
    const [mine, theirs] = [essence(shown), essence(page.data)]
    const differs = theirs.findIndex((one, at) => one !== mine[at])
    if (differs >= 0 || mine.length !== theirs.length)
      throw new Error(
        `it shows ${mine.length} of ${theirs.length}, and at ${differs} ${mine[differs]} instead of ${theirs[differs]}`,
      )
    return shown
  }
  return eventually(`The screen of ${client.user} is right`, look, patienceMs)
}

const causeOf = (error: unknown): string =>
  error instanceof Error
    ? [error.message, error.cause && causeOf(error.cause)].filter(Boolean).join(': ')
    : String(error)

const counted = (titles: readonly string[]): Map<string, number> => {
  const times = new Map<string, number>()
  for (const title of titles) times.set(title, (times.get(title) ?? 0) + 1)
  return times
}

const holdClient = async (
  client: Client,
  { url, clients, patienceMs }: World,
  due: ReadonlySet<string>,
  verdict: Verdict,
): Promise<void> => {
  const { user } = client
  const page = await listAll(asUser(url, user))
  const lists = [page.data]
  try {
    lists.push(await holdScreen(client, page, patienceMs))
  } catch (error) {
    verdict.faults.push(causeOf(error))
    lists.push(await allOf(client).catch(() => []))
  }
  const times = lists.map((list) => counted(list.map(({ title }) => title)))
  for (const title of due) if (times.some((one) => !one.has(title))) verdict.lost.push({ user, title })
  for (const title of new Set(times.flatMap((one) => [...one.keys()]))) {
    if (times.some((one) => (one.get(title) ?? 0) > 1)) verdict.doubled.push({ user, title })
    if (!due.has(title)) verdict.faults.push(`${user} has "${title}", for which nobody was answered`)
  }
  const read = page.data.filter(({ readAt }) => readAt !== null).map(({ id }) => id)
  const wanted = clients.reads.get(user) ?? new Set()
  for (const id of read) if (!wanted.has(id)) verdict.faults.push(`${user} never read ${id}`)
  if (read.length !== wanted.size)
    verdict.faults.push(`${user} has read ${wanted.size}, and ${read.length} are read`)
}

/** Each held copy came to the webhook, under one key; what it refused, and nothing else, is a dead letter. */
const holdOutside = (
  { triggers, outside }: World,
  dead: readonly { requestId: string; reason: string | null; attempts: unknown[] }[],
  verdict: Verdict,
): void => {
  const nameOf = (says: string, to: string): string => `"${says}" to ${to}`
  const keys = counted([...outside.taken.values()].map(({ says, to }) => nameOf(says, to)))
  const held = answered(triggers).filter(({ kind }) => kind !== 'plain')
  for (const { title, recipients } of held)
    for (const user of recipients) {
      const times = keys.get(nameOf(title, user)) ?? 0
      if (times !== 1) verdict.faults.push(`${nameOf(title, user)} came under ${times} keys to the webhook`)
    }
  verdict.repeatedPosts = [...outside.taken.values()].reduce((sum, { times }) => sum + times - 1, 0)
  const refused = new Map(
    held
      .filter(({ title }) => isRefused(title))
      .map((one) => [one.answered?.requestId, one.recipients.length]),
  )
  for (const letter of dead) {
    refused.set(letter.requestId, (refused.get(letter.requestId) ?? 0) - 1)
    if (letter.reason !== 'refused' || letter.attempts.length === 0)
      verdict.faults.push(`A dead letter of ${letter.requestId} has no cause: ${JSON.stringify(letter)}`)
  }
  for (const [requestId, left] of refused)
    if (left !== 0) verdict.faults.push(`${requestId} has ${-left} dead letters too many`)
  verdict.deadLetters = dead.length
}

/** Until all is on the screens and nothing is under way, or neither will be. */
export const settle = async (world: World): Promise<void> => {
  const { databaseUrl, patienceMs } = world
  await untilShown(world)
  await eventually(
    'the database is at rest',
    async () => {
      const { faults } = await recount(databaseUrl)
      if (faults.length > 0) throw new Error(faults.join(', '))
    },
    patienceMs,
  ).catch(() => undefined)
}

/** Holds everything against what was answered. Nothing is broken any more, and nobody sleeps or sends. */
export const judge = async (world: World): Promise<Verdict> => {
  const { triggers, clients, databaseUrl } = world
  const due = dueOf(triggers)
  const copies = [...due.values()].reduce((sum, { size }) => sum + size, 0)
  const verdict: Verdict = {
    copies,
    lost: [],
    doubled: [],
    deadLetters: 0,
    repeatedPosts: 0,
    faults: [...triggers.faults, ...clients.faults],
  }
  const rest = [...clients.all]
  const hold = async (): Promise<void> => {
    for (let one = rest.pop(); one; one = rest.pop())
      await holdClient(one, world, due.get(one.user) ?? new Set(), verdict)
  }
  await Promise.all(Array.from({ length: atOnce }, hold))

  const found = await recount(databaseUrl)
  verdict.faults.push(...found.faults)
  const accepted = answered(triggers).length
  if (found.triggers !== accepted)
    verdict.faults.push(`${accepted} triggers were answered, and ${found.triggers} are in the database`)
  if (found.notifications !== copies)
    verdict.faults.push(`${copies} copies are due, and ${found.notifications} are in the database`)
  holdOutside(world, found.dead, verdict)
  return verdict
}

export const isWell = ({ lost, doubled, faults }: Verdict): boolean =>
  lost.length + doubled.length + faults.length === 0
