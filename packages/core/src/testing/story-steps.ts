import type { Filter, ItemVerb, Operation, Problem } from '@inboxkit/protocol'
import type { NewItem, Random } from '@inboxkit/testing'
import type { Feed, Undoable } from '../inbox.js'
import { type Opened, openInbox, type World } from './open-inbox.js'

/** A client of a story, with what it listens to. */
export interface Actor extends Opened {
  readonly name: string
  readonly feeds: Map<Feed, () => void>
  /** Feeds of which it listens to the counts. */
  readonly counted: Map<Feed, () => void>
  /** Ids that this client acted on, and whether it marked all: their rows may outstay their filter. */
  readonly acted: Set<number>
  hasMarkedAll: boolean
  /** What it may take back. */
  readonly done: Undoable[]
  readonly unanswered: Set<Promise<void>>
  /** Codes of what was taken back. */
  readonly rejections: Set<string>
}

export interface Scene {
  world: World
  actor: Actor
  random: Random
  /** Of the step, for ids that are made up. */
  number: number
}

/** Something that may happen. Returns what did, in words; nothing when it could not. */
type Step = (scene: Scene) => string | undefined | Promise<string>

const filters: Filter[] = [
  {},
  { state: 'unread' },
  { state: 'read' },
  { state: 'archived' },
  { state: 'snoozed' },
  { category: 'orders' },
  { category: 'orders', state: 'unread' },
  { tag: 'sale' },
  { tenant: 'acme', state: 'archived' },
  { data: { project: 1 } },
]
const verbs: ItemVerb[] = [
  'read',
  'unread',
  'seen',
  'unseen',
  'delete',
  'restore',
  'state',
  'archive',
  'unarchive',
  'snooze',
  'unsnooze',
  'pin',
  'unpin',
]

const later = ({ clock }: World, random: Random): Date => new Date(clock.now() + 1000 + random.below(40_000))

/** What is in a notification, as far as filters ask. */
export const anItem = ({ clock }: World, random: Random): NewItem => ({
  category: random.chance(0.5) ? 'orders' : null,
  ...(random.chance(0.3) && { tags: ['new', 'sale'] }),
  ...(random.chance(0.3) && { tenant: 'acme' }),
  ...(random.chance(0.3) && { data: { project: random.below(2) } }),
  ...(random.chance(0.05) && {
    expiresAt: new Date(clock.now() + 1000 + random.below(30_000)).toISOString(),
  }),
})

const text = (value: unknown): string => JSON.stringify(value)

const watch = (actor: Actor, filter: Filter): string | undefined => {
  const feed = actor.inbox.feed(filter)
  if (actor.feeds.has(feed)) return undefined
  const stop = feed.subscribe(() => {})
  actor.feeds.set(feed, stop)
  return `watches ${text(filter)}`
}

const count = (actor: Actor, filter: Filter): string | undefined => {
  const feed = actor.inbox.feed(filter)
  if (actor.counted.has(feed)) return undefined
  actor.counted.set(
    feed,
    feed.counts.subscribe(() => {}),
  )
  return `counts ${text(filter)}`
}

export const openActor = (name: string, world: World, random: Random): Actor => {
  const opened = openInbox({ world, options: { random: random.next } })
  opened.network.isInstant = false
  opened.inbox.counts.subscribe(() => {})
  const actor: Actor = {
    ...opened,
    name,
    feeds: new Map(),
    counted: new Map(),
    done: [],
    acted: new Set(),
    hasMarkedAll: false,
    unanswered: new Set(),
    rejections: new Set(),
  }
  if (random.chance(0.9)) watch(actor, random.chance(0.6) ? {} : (random.pick(filters) ?? {}))
  if (random.chance(0.5)) count(actor, random.pick(filters) ?? {})
  return actor
}

const wait = ({ unanswered, rejections }: Actor, promise: Promise<void>): void => {
  unanswered.add(promise)
  promise.catch((reason: Problem) => rejections.add(reason.code)).finally(() => unanswered.delete(promise))
}

const actOnSome: Step = ({ actor, random, world }) => {
  const { inbox, feeds, acted } = actor
  const shown = [...feeds.keys()].flatMap(({ get }) => get().ids)
  const id = random.pick(random.chance(0.8) && shown.length > 0 ? shown : world.feed.ids()) ?? 1
  const ids = random.chance(0.3) ? [id, ...shown.slice(0, 3)] : [id]
  const dice = random.below(16)
  for (const one of ids) acted.add(one)
  if (dice < 1) {
    wait(actor, inbox.setState(id, random.pick(['accepted', 'declined']) ?? null))
    return `sets the state of ${id}`
  }
  const snooze = (some: number[]): Undoable => inbox.snooze(some, later(world, random))
  const acts = {
    reads: inbox.markRead,
    'reads again': inbox.markRead,
    unreads: inbox.markUnread,
    sees: inbox.markSeen,
    unsees: inbox.markUnseen,
    removes: inbox.remove,
    archives: inbox.archive,
    unarchives: inbox.unarchive,
    snoozes: snooze,
    unsnoozes: inbox.unsnooze,
    pins: inbox.pin,
    unpins: inbox.unpin,
  }
  const [name, act] = random.pick(Object.entries(acts)) ?? ['reads', inbox.markRead]
  const done = act(ids)
  wait(actor, done)
  if ('undo' in done) actor.done.push(done as Undoable)
  return `${name} ${text(ids)}`
}

const restore = (actor: Actor, random: Random): string => {
  const id = random.pick([...actor.acted]) ?? 1
  wait(actor, actor.inbox.restore(id))
  return `restores ${id}`
}

const restoreOne: Step = ({ actor, random }) => restore(actor, random)

const someFilter = (random: Random): Filter | undefined =>
  random.chance(0.5) ? random.pick(filters) : undefined

const actOnAll: Step = ({ actor, random }) => {
  const { inbox } = actor
  actor.hasMarkedAll = true
  const acts = {
    'reads all': inbox.markAllRead,
    'sees all': inbox.markAllSeen,
    'archives all': inbox.archiveAll,
    'removes all': inbox.removeAll,
  }
  const [name, act] = random.pick(Object.entries(acts)) ?? ['reads all', inbox.markAllRead]
  const filter = someFilter(random)
  const done = act(filter)
  wait(actor, done)
  actor.done.push(done)
  return `${name} of ${text(filter)}`
}

const undo: Step = ({ actor, random }) => {
  const { done } = actor
  const back = random.chance(0.6) ? 1 : 1 + random.below(5)
  const act = done.at(-back)
  if (!act) return undefined
  actor.hasMarkedAll = true
  wait(actor, act.undo())
  return `undoes what it did ${back} acts ago`
}

const arrive: Step = ({ world, random }) => `${world.feed.create(anItem(world, random)).id} is created`

/** The same user, on a device that is not ours. */
const actElsewhere: Step = ({ world, random, number }) => {
  const { feed } = world
  const id = random.pick(feed.ids())
  const verb = random.pick(verbs) ?? 'read'
  if (id === undefined) return undefined
  const operation = {
    operationId: `elsewhere-${number}`,
    verb,
    id,
    ageMs: random.chance(0.2) ? random.below(3000) : 0,
    ...(verb === 'state' && { state: 'other' }),
    ...(verb === 'snooze' && { until: later(world, random).toISOString() }),
  } as Operation
  feed.batch([operation])
  return `elsewhere: ${verb} ${id}`
}

const markAllElsewhere: Step = ({ world: { feed }, random, number }) => {
  const all = ['readAll', 'seenAll', 'readAll', 'seenAll', 'deleteAll', 'archiveAll'] as const
  const verb = random.pick(all) ?? 'readAll'
  const throughSeq = Math.max(0, feed.head().seq - random.below(8))
  const filter = someFilter(random)
  const of = `elsewhere-${number}`
  feed.batch([{ operationId: of, verb, throughSeq, filter }])
  if (random.chance(0.7)) return `elsewhere: ${verb} of ${text(filter)} through ${throughSeq}`
  feed.batch([{ operationId: `elsewhere-undo-${number}`, verb: 'undo', of }])
  return `elsewhere: ${verb} of ${text(filter)} through ${throughSeq}, and undone`
}

const upset: Step = ({ world: { feed }, random }) => {
  const dice = random.below(26)
  if (dice < 12) feed.renew()
  else if (dice < 20) feed.forgetTombstones()
  else if (dice < 25) feed.purge()
  else for (let made = 0; made < 505; made++) feed.create()
  return dice < 12
    ? 'a new epoch'
    : dice < 20
      ? 'tombstones are forgotten'
      : dice < 25
        ? 'a purge'
        : 'a flood'
}

const moveCall: Step = ({ actor: { network }, random }) => {
  const call = random.pick(network.calls)
  if (!call) return undefined
  const dice = random.below(9)
  const name = `${call.request.path} ${call.request.query}`
  if (dice < 5) call.answer()
  else if (dice < 8) call.arrive()
  else call.lose()
  return `${name} ${dice < 5 ? 'is answered' : dice < 8 ? 'arrives' : 'is lost'}`
}

const moveEvent: Step = ({ actor: { network }, random }) => {
  const wire = random.pick(network.wires)
  if (!wire || wire.waiting() === 0) return undefined
  const dice = random.below(12)
  const index = random.below(wire.waiting())
  if (!wire.hasJoined() || dice < 7) wire.deliver(0)
  else if (dice < 9) wire.deliver(index, random.chance(0.5))
  else if (dice < 11) wire.lose(index)
  else wire.cut()
  return dice < 7
    ? 'an event comes'
    : dice < 9
      ? 'a late event comes'
      : dice < 11
        ? 'an event is lost'
        : 'a cut'
}

const moveView: Step = ({ actor, random }) => {
  const { feeds } = actor
  const feed = random.pick([...feeds.keys()])
  const dice = random.below(12)
  if (random.chance(0.1)) return count(actor, random.pick(filters) ?? {})
  if (dice < 3 || !feed) return watch(actor, random.pick(filters) ?? {})
  const name = text(feed.filter)
  if (dice < 4) {
    feeds.get(feed)?.()
    feeds.delete(feed)
    return `leaves ${name}`
  }
  if (dice < 6) void feed.loadMore()
  else if (dice < 7) void feed.refresh()
  else if (dice < 10) feed.hold(dice < 9)
  else feed.showWaiting()
  return `${name}: ${['more', 'more', 'refresh', 'hold', 'hold', 'let go', 'pill', 'pill'][dice - 4]}`
}

const passTime: Step = async ({ world: { clock }, random }) => {
  const ms = random.chance(0.2) ? random.below(20_000) : (random.pick([1, 100, 300, 1000]) ?? 0)
  await clock.advance(ms)
  return `${ms} ms pass`
}

export const setNetwork = ({ network, platform }: Actor, isUp: boolean): void => {
  network.setDown(!isUp)
  platform.setOnline(isUp)
}

const moveDevice: Step = ({ actor, random }) => {
  const dice = random.below(5)
  if (dice < 4) setNetwork(actor, dice > 1)
  else actor.platform.setVisible(random.chance(0.5))
  return dice < 2 ? 'goes offline' : dice < 4 ? 'is online' : 'is looked at, or not'
}

/** How likely each is, out of all. */
const steps: readonly (readonly [weight: number, step: Step])[] = [
  [9, arrive],
  [8, actElsewhere],
  [2, markAllElsewhere],
  [0.4, upset],
  [14, actOnSome],
  [2, restoreOne],
  [2, actOnAll],
  [3, undo],
  [19, moveCall],
  [19, moveEvent],
  [9, moveView],
  [11, passTime],
  [5, moveDevice],
]
const allWeights = steps.reduce((sum, [weight]) => sum + weight, 0)

/** Lets one thing happen, and says what. */
export const takeStep = async (scene: Scene): Promise<string | undefined> => {
  let left = scene.random.next() * allWeights
  const [, step] = steps.find(([weight]) => (left -= weight) < 0) ?? steps[0] ?? []
  return step?.(scene)
}
