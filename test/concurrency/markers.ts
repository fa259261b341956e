import { randomUUID } from 'node:crypto'
import type { AllVerb, Filter, ItemVerb, Notification, Operation } from '@inboxkit/protocol'
import { asUser, Refused, type UserApi } from '../kit/api.js'
import type { Random } from '../kit/random.js'
import type { Crowd, Tally } from './crowd.js'

const itemVerbs: readonly ItemVerb[] = [
  ...(['read', 'read', 'unread', 'unread', 'seen', 'seen', 'unseen'] as const),
  ...(['delete', 'delete', 'restore', 'restore', 'state'] as const),
  ...([
    'archive',
    'archive',
    'unarchive',
    'unarchive',
    'snooze',
    'snooze',
    'unsnooze',
    'pin',
    'unpin',
  ] as const),
]
const allVerbs: readonly AllVerb[] = ['readAll', 'readAll', 'seenAll', 'seenAll', 'deleteAll']

/** Parts with so few items that what is done to them is told item by item. */
const smallParts: readonly Filter[] = [{ state: 'archived' }, { state: 'snoozed' }]
const parts: readonly (Filter | undefined)[] = [undefined, {}, { state: 'unread' }, ...smallParts]

/** What a user's markers remember: items seen earlier, and acts on all. */
interface Memory {
  items: readonly Notification[]
  acts: readonly string[]
}

/** Acts on what it sees and on what it saw a while ago. Some batches are sent twice at once, to different servers. */
export const runMarker = async (
  { urls, users, isLoose, isOver, tally }: Crowd,
  random: Random,
): Promise<void> => {
  const memories = new Map<string, Memory>()
  while (!isOver()) {
    const user = random.pick(users)
    const page = await asUser(random.pick(urls), user).list({
      limit: 50,
      ...(random.next() < 0.2 ? { filter: random.pick(['archived', 'snoozed'] as const) } : {}),
    })
    const { items: earlier, acts } = memories.get(user) ?? { items: [], acts: [] }
    const items = [...page.data, ...earlier]
    if (random.next() < 0.3) memories.set(user, { acts, items: random.sample(page.data, 10) })
    if (random.next() < 0.5) {
      await Promise.all(
        sample(urls, random).map((url) => actByRoute(asUser(url, user), items, tally, random)),
      )
      continue
    }
    const seen = { items, acts, seq: page.seq }
    const operations = Array.from({ length: random.integer(1, 6) }, () =>
      isLoose(user) && random.next() < 0.2 ? looseOperation(seen, random) : operationOn(seen, random),
    )
    const ofAll = operations.flatMap(({ verb, operationId }) => (verb.endsWith('All') ? [operationId] : []))
    if (ofAll.length > 0)
      memories.set(user, { items: memories.get(user)?.items ?? [], acts: [...acts.slice(-4), ...ofAll] })
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
  ...(['POST archive', 'POST unarchive', 'POST snooze', 'POST unsnooze', 'POST pin', 'POST unpin'] as const),
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
    const body = part === 'snooze' ? { until: soon(random) } : undefined
    await user.act(method, `/notifications/${random.pick(items).id}${part ? `/${part}` : ''}`, body)
  } catch (error) {
    // Somebody else deleted it, or has pinned as many as can be.
    if (!(error instanceof Refused) || ![404, 422].includes(error.status)) throw error
  }
}

/** So soon that it wakes while the crowd is still there. */
const soon = (random: Random): string => new Date(Date.now() + random.integer(500, 2_000)).toISOString()

interface Seen extends Memory {
  seq: number
}

/** Acts that make a gap: too much to be told item by item, or a feed made anew. */
const looseOperation = ({ acts, seq }: Seen, random: Random): Operation => {
  const base = { operationId: randomUUID(), ageMs: 0 }
  if (acts.length > 0 && random.next() < 0.5) return { ...base, verb: 'undo', of: random.pick(acts) }
  const filter = random.pick(parts)
  const verb = random.pick([...allVerbs, 'archiveAll'] as const)
  return { ...base, verb, throughSeq: random.integer(0, seq + 2), ...(filter ? { filter } : {}) }
}

const operationOn = ({ items, seq }: Seen, random: Random): Operation => {
  const base = { operationId: randomUUID(), ageMs: random.next() < 0.2 ? random.integer(0, 1_000) : 0 }
  if (items.length === 0 || random.next() < 0.15)
    return {
      ...base,
      verb: random.pick(allVerbs),
      throughSeq: random.integer(0, seq + 2),
      ...(random.next() < 0.3 ? { filter: random.pick(smallParts) } : {}),
    }
  const { id } = random.pick(items)
  const verb = random.pick(itemVerbs)
  if (verb === 'snooze') return { ...base, verb, id, until: soon(random) }
  return verb === 'state'
    ? { ...base, verb, id, state: random.pick(['accepted', null]) }
    : { ...base, verb, id }
}
