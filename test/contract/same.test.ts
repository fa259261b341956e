import type { Block, Filter, ItemOperation, Operation } from '@inboxkit/protocol'
import { createRandom, type Random } from '@inboxkit/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { differences } from './differences.js'
import { openInMemory } from './in-memory.js'
import { createNormal, type Normal } from './normal.js'
import { startAt } from './on-both.js'
import { openReal } from './real.js'
import type { Answer, Ear, Person, Sent, World } from './world.js'

/** One user in one of the two worlds. */
interface Side {
  world: World
  person: Person
  ear: Ear
  normal: Normal
  epochs: string[]
}

const worlds: World[] = []
beforeAll(async () => {
  worlds.push(await openInMemory(startAt), await openReal(startAt))
  for (const world of worlds) await world.addCategory('orders')
})
afterAll(async () => {
  for (const world of worlds) await world.close()
})

const uuidOf = (random: Random): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[01]/g, () => '0123456789abcdef'[random.below(16)] ?? '0')

const filters: Filter[] = [
  {},
  { state: 'unread' },
  { state: 'read' },
  { state: 'archived' },
  { state: 'snoozed' },
  { category: 'orders' },
  { category: 'orders', state: 'unread' },
  { tag: 'vip' },
  { tag: 'vip', state: 'archived' },
  { tenant: 'acme' },
  { data: { kind: 'a' } },
]

const queryOf = ({ state, data, ...rest }: Filter): string =>
  String(
    new URLSearchParams({
      ...(state && { filter: state }),
      ...(rest as Record<string, string>),
      ...(data && { data: JSON.stringify(data) }),
    }),
  )

/** What happens next, said for both; ids by their place among all that were made. */
type Step =
  | { kind: 'send'; sent: Sent }
  | { kind: 'batch'; operations: (Operation & { at?: number })[] }
  | { kind: 'pass'; ms: number }
  | { kind: 'look' }

const blocks: Block[] = [
  { id: 'yes', type: 'button', text: 'Yes', state: 'accepted' },
  { id: 'no', type: 'button', event: 'order.refused' },
  { id: 'why', type: 'input', maxLength: 3 },
  { id: 'stars', type: 'rating' },
]

/** A state of the app's own, or an answer, which may fit nothing that was sent. */
const someState = (random: Random): Pick<ItemOperation, 'state' | 'answer'> => {
  const state = random.pick(['accepted', null]) ?? null
  if (random.chance(0.3)) return { state }
  const [block, value] = random.pick([
    ['yes', null],
    ['yes', 'Yes'],
    ['no', null],
    ['why', 'so'],
    ['why', 'because'],
    ['stars', 4],
    ['stars', 6],
  ] as const) ?? ['yes', null]
  return { ...(random.chance(0.1) && { state }), answer: { block, value } }
}

const someOperation = (
  random: Random,
  made: number,
  seq: number,
  now: number,
): Operation & { at?: number } => {
  const operationId = uuidOf(random)
  const ageMs = random.chance(0.2) ? random.below(120_000) : undefined
  const base = { operationId, ...(ageMs !== undefined && { ageMs }) }
  const dice = random.below(20)
  if (dice < 3) {
    const verb = random.pick(['seenAll', 'readAll', 'archiveAll', 'deleteAll'] as const) ?? 'readAll'
    const filter = random.chance(0.6) ? random.pick(filters) : undefined
    const throughSeq = Math.max(0, seq - (random.chance(0.5) ? random.below(6) : 0))
    return { ...base, verb, throughSeq, ...(filter && { filter }) }
  }
  const verbs = [
    ...(['seen', 'unseen', 'read', 'unread', 'archive', 'unarchive', 'snooze', 'unsnooze'] as const),
    ...(['pin', 'pin', 'unpin', 'delete', 'restore', 'state', 'state', 'snooze', 'archive'] as const),
  ]
  const verb = random.pick(verbs) ?? 'read'
  const at = random.below(made + 1)
  const untilMs = now + (random.chance(0.1) ? -60_000 : random.below(90_000))
  return {
    ...base,
    verb,
    id: 0,
    at,
    ...(verb === 'state' && someState(random)),
    ...(verb === 'snooze' && { until: new Date(untilMs).toISOString() }),
  }
}

const someStep = (random: Random, made: number, seq: number, now: number, done: string[]): Step => {
  const dice = random.below(15)
  if (dice < 3 || made === 0)
    return {
      kind: 'send',
      sent: {
        title: `Number ${made + 1}`,
        ...(random.chance(0.5) && { category: 'orders' }),
        ...(random.chance(0.4) && { tags: ['vip', 'other'].slice(0, 1 + random.below(2)) }),
        ...(random.chance(0.3) && { tenant: 'acme' }),
        ...(random.chance(0.5) && { data: { kind: random.pick(['a', 'b']), n: 1 } }),
        ...(random.chance(0.6) && { blocks }),
        ...(random.chance(0.15) && {
          expiresAt: new Date(now + 1000 + random.below(90_000)).toISOString(),
        }),
      },
    }
  if (dice < 9) {
    const operations = Array.from({ length: 1 + random.below(4) }, () =>
      someOperation(random, made, seq, now),
    )
    for (const { operationId } of operations) done.push(operationId)
    if (random.chance(0.25))
      operations.push({ operationId: uuidOf(random), verb: 'undo', of: random.pick(done) ?? uuidOf(random) })
    if (random.chance(0.1) && operations[0]) operations.push(operations[0])
    return { kind: 'batch', operations }
  }
  // Less than 10 minutes in all: when after that contents are purged is the real server's own affair.
  if (dice < 11) return { kind: 'pass', ms: random.pick([1000, 20_000, 60_000]) ?? 0 }
  return { kind: 'look' }
}

const openSide = async (world: World): Promise<Side> => {
  const person = await world.person()
  const ear = await person.listen()
  return { world, person, ear, normal: createNormal(), epochs: [] }
}

const take = async ({ world, person, normal }: Side, step: Step): Promise<unknown> => {
  switch (step.kind) {
    case 'send':
      normal.ids.push(await person.send(step.sent))
      return undefined
    case 'batch': {
      const operations = step.operations.map(
        ({ at, ...operation }) =>
          (at === undefined ? operation : { ...operation, id: normal.ids[at] ?? nobodys }) as Operation,
      )
      const { status, body } = await person.batch(...operations)
      return { status, body: normal(body) }
    }
    case 'pass':
      await world.clock.advance(step.ms)
      return undefined
    case 'look':
      return undefined
  }
}

/** Everything that a client can ask at this moment. */
const look = async ({ person, normal }: Side, since: number, epoch: string): Promise<unknown> => {
  const pages: Answer[] = []
  for (const filter of filters) {
    const query = queryOf(filter)
    const first = await person.call('GET', `/notifications?limit=3&${query}`)
    pages.push(first)
    if (first.body.nextCursor)
      pages.push(await person.call('GET', `/notifications?limit=3&cursor=${first.body.nextCursor}&${query}`))
    pages.push(await person.call('GET', `/notifications?limit=4&pageNo=1&${query}`))
  }
  const changes = await person.call(
    'GET',
    `/notifications/changes?${new URLSearchParams({
      epoch,
      since: String(since),
      filters: JSON.stringify(filters.slice(0, 10)),
    })}`,
  )
  return normal([...pages, changes])
}

/** Nothing is due any more, in the real one by its sweep. */
const rest = async ({ world, person }: Side): Promise<void> =>
  vi.waitFor(
    async () => {
      const now = new Date(world.clock.now()).toISOString()
      const lists = await Promise.all(
        ['', 'filter=archived', 'filter=snoozed'].map((query) =>
          person.call('GET', `/notifications?limit=100&${query}`),
        ),
      )
      const due = lists
        .flatMap(({ body }) => body.data as { snoozedUntil?: string; expiresAt?: string }[])
        .filter(({ snoozedUntil = '9', expiresAt = '9' }) => snoozedUntil <= now || expiresAt <= now)
      if (due.length > 0) {
        await world.clock.advance(500)
        throw new Error('Something is due')
      }
    },
    { interval: 5, timeout: 15_000 },
  )

/** Without beacons, which come by the clock: the real one reads before it sends them. */
const heard = ({ ear, normal }: Side): unknown[] =>
  ear.events
    .filter(([name, payload]) => name !== 'beacon' || !(payload as { counts?: object }).counts)
    .map(normal)

/** An id that neither has given. */
const nobodys = 999_999_999

const story = async (seed: number, length: number): Promise<void> => {
  const random = createRandom(seed)
  const [memory, real] = (await Promise.all(worlds.map(openSide))) as [Side, Side]
  const done: string[] = []
  const log: string[] = []
  let since = 0
  try {
    for (let number = 0; number < length; number++) {
      const { body: head } = await memory.person.call('GET', '/notifications?limit=1')
      const realHead = (await real.person.call('GET', '/notifications?limit=1')).body
      const step = someStep(random, memory.normal.ids.length, head.seq, memory.world.clock.now(), done)
      log.push(JSON.stringify(step))
      const [one, two] = [await take(memory, step), await take(real, step)]
      expect(differences(two, one)).toEqual([])
      if (step.kind === 'pass') {
        await rest(real)
        const behind = real.world.clock.now() - memory.world.clock.now()
        if (behind > 0) await memory.world.clock.advance(behind)
      }
      if (step.kind === 'look' || number === length - 1) {
        const from = Math.min(since, head.seq)
        const seen = [await look(real, from, realHead.epoch), await look(memory, from, head.epoch)]
        expect(differences(...(seen as [unknown, unknown]))).toEqual([])
      }
      await vi.waitFor(() => expect(differences(heard(real), heard(memory))).toEqual([]), {
        interval: 5,
        timeout: 15_000,
      })
      since = random.chance(0.5) ? head.seq : since
    }
  } catch (cause) {
    throw new Error(`seed ${seed}: ${(cause as Error).message}\nafter\n${log.join('\n')}`, { cause })
  } finally {
    for (const { ear } of [memory, real]) ear.close()
  }
}

describe('both servers', () => {
  const stories = Number(process.env['INBOXKIT_CONTRACT_STORIES'] ?? 12)
  for (let seed = 1; seed <= stories; seed++)
    it(`say the same in story ${seed}`, async () => {
      await story(seed, 25)
    })
})
