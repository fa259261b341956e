import { randomUUID } from 'node:crypto'
import type { AllVerb, ItemVerb, Notification, Operation } from '@inboxkit/protocol'
import { asUser, Refused, type UserApi } from '../kit/api.js'
import type { Random } from '../kit/random.js'
import type { Crowd, Tally } from './crowd.js'

const itemVerbs: readonly ItemVerb[] = [
  ...(['read', 'read', 'unread', 'unread', 'seen', 'seen', 'unseen'] as const),
  ...(['delete', 'delete', 'restore', 'restore', 'state'] as const),
]
const allVerbs: readonly AllVerb[] = ['readAll', 'readAll', 'seenAll', 'seenAll', 'deleteAll']

/** Acts on what it sees and on what it saw a while ago. Some batches are sent twice at once, to different servers. */
export const runMarker = async ({ urls, users, isOver, tally }: Crowd, random: Random): Promise<void> => {
  const earlier = new Map<string, readonly Notification[]>()
  while (!isOver()) {
    const user = random.pick(users)
    const page = await asUser(random.pick(urls), user).list({ limit: 50 })
    const items = [...page.data, ...(earlier.get(user) ?? [])]
    if (random.next() < 0.3) earlier.set(user, random.sample(page.data, 10))
    if (random.next() < 0.5) {
      await Promise.all(
        sample(urls, random).map((url) => actByRoute(asUser(url, user), items, tally, random)),
      )
      continue
    }
    const operations = Array.from({ length: random.integer(1, 6) }, () =>
      operationOn(items, page.seq, random),
    )
    const times = random.next() < 0.2 ? 2 : 1
    const answers = await Promise.all(
      Array.from({ length: times }, () => asUser(random.pick(urls), user).batch(operations)),
    )
    tally.batches += times
    for (const { outcome } of answers.flatMap(({ results }) => results))
      tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1
  }
}

/** One to three servers that are asked at the same time. */
const sample = (urls: readonly string[], random: Random): string[] =>
  Array.from({ length: random.integer(1, 3) }, () => random.pick(urls))

const itemRoutes = [
  'POST click',
  'DELETE reads',
  'POST views',
  'DELETE views',
  'DELETE ',
  'POST restore',
] as const
const allRoutes = ['Seen', 'Read', 'Read', 'Seen', 'Deleted'] as const

/** The same by a route of the contract: a statement of its own, without a transaction around it. */
const actByRoute = async (
  user: UserApi,
  items: readonly Notification[],
  tally: Tally,
  random: Random,
): Promise<void> => {
  tally.routes++
  if (items.length === 0 || random.next() < 0.1)
    return void (await user.act('POST', `/notifications/markAllNotificationsAs${random.pick(allRoutes)}`))
  const [method = '', part] = random.pick(itemRoutes).split(' ')
  try {
    await user.act(method, `/notifications/${random.pick(items).id}${part ? `/${part}` : ''}`)
  } catch (error) {
    // Somebody else deleted it.
    if (!(error instanceof Refused) || error.status !== 404) throw error
  }
}

const operationOn = (items: readonly Notification[], seq: number, random: Random): Operation => {
  const base = { operationId: randomUUID(), ageMs: random.next() < 0.2 ? random.integer(0, 1_000) : 0 }
  if (items.length === 0 || random.next() < 0.15)
    return { ...base, verb: random.pick(allVerbs), throughSeq: random.integer(0, seq + 2) }
  const { id } = random.pick(items)
  const verb = random.pick(itemVerbs)
  return verb === 'state'
    ? { ...base, verb, id, state: random.pick(['accepted', null]) }
    : { ...base, verb, id }
}
