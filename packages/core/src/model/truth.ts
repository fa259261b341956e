import type { Notification } from '@inboxkit/protocol'
import { broaden } from '../feed/filters.js'
import type { Feed } from '../inbox.js'
import { same } from './always.js'
import type { Truth } from './server.js'
import type { Deed, Tab } from './tab.js'
import { tabsOf, type World } from './world.js'

/** Instants differ by when and where a mark was made; what counts is whether. */
const essence = (item: Notification | undefined): unknown =>
  item && [
    item.id,
    item.seq,
    item.sort,
    Boolean(item.seenAt),
    Boolean(item.readAt),
    Boolean(item.archivedAt),
    item.snoozedUntil,
    Boolean(item.pinnedAt),
    item.state,
    item.answer ?? null,
    item.title,
  ]

/** What is shown of a feed is what the server has, but for rows that stay where their user acted on them. */
const compare = async (world: World, tab: Tab, list: Feed, truth: Truth, isFresh: boolean): Promise<void> => {
  const { inbox } = tab
  const rows = `rows of ${JSON.stringify(list.filter)}`
  const expected = await truth.list(list.filter)
  const there = new Map(expected.map((item) => [item.id, item]))
  const broad = new Set((await truth.list(broaden(list.filter))).map(({ id }) => id))
  const { ids, hasMore } = list.get()
  // Without locks it cannot tell acts of a tab that is gone from those of the one beside it.
  const actors = world.setting.hasLocks ? [tab] : tabsOf(world)
  const mayStay = (id: number): boolean =>
    world.isAllOrphaned ||
    world.orphaned.has(id) ||
    actors.some(({ hasMarkedAll, acted }) => hasMarkedAll || acted.has(id))
  const matching = ids.filter((id) => there.has(id))
  const kept = ids.filter((id) => !there.has(id))
  same(
    `${rows} that were deleted or put elsewhere`,
    kept.filter((id) => !broad.has(id)),
    [],
  )
  same(
    `foreign ${rows}`,
    kept.filter((id) => isFresh || !mayStay(id)),
    [],
  )
  const all = expected.map(({ id }) => id)
  same(rows, matching, hasMore ? all.slice(0, matching.length) : all)
  for (const id of matching) same(`item ${id}`, essence(inbox.item(id).get()), essence(there.get(id)))
}

const checkFeed = async (world: World, tab: Tab, list: Feed, truth: Truth): Promise<void> => {
  const { idle } = world.server
  if (list.get().status.kind === 'failed') {
    // It gave up after some tries, and its user may press "try again".
    void list.refresh()
    await idle()
  }
  same(`the status of ${JSON.stringify(list.filter)}`, list.get().status, { kind: 'ready' })
  list.showWaiting()
  await compare(world, tab, list, truth, false)
  for (let page = 0; list.get().hasMore && page < 30; page++) {
    void list.loadMore()
    await idle()
  }
  await compare(world, tab, list, truth, false)
  void list.refresh()
  await idle()
  list.showWaiting()
  await compare(world, tab, list, truth, true)
}

const checkTab = async (world: World, tab: Tab, truth: Truth): Promise<void> => {
  const { inbox, feeds, counted, unanswered, rejections } = tab
  same('unanswered acts', unanswered.size, 0)
  // Only a refusal rejects: a network that fails does not.
  for (const code of ['refused', 'restore_expired']) rejections.delete(code)
  same('other reasons to take an act back', [...rejections], [])
  same('the connection', inbox.connection.get().kind, 'live')
  same('the counts', inbox.counts.get(), truth.head.counts)
  for (const { filter, counts } of counted.keys())
    same(`the counts of ${JSON.stringify(filter)}`, counts.get(), await truth.counts(filter))
  for (const list of feeds.keys()) await checkFeed(world, tab, list, truth)
}

const nameOf = (verb: string, id: number, at: number): string => `${verb} ${id} at ${at}`

/** No act is forgotten, none was done at another time than it says, and those of a page take effect in order. */
const checkDeeds = ({ deeds, undoneAt, server }: World): void => {
  const known = new Map<string, Deed>()
  for (const deed of deeds) if (deed.id !== undefined) known.set(nameOf(deed.verb, deed.id, deed.at), deed)
  const missing = new Set([...known].flatMap(([name, { answer }]) => (answer === 'taken back' ? [] : [name])))
  const latest = new Map<string, number>()
  for (const { operation, at, outcome } of server.received()) {
    if (!('id' in operation)) continue
    const name = nameOf(operation.verb, operation.id, at)
    missing.delete(name)
    const deed = known.get(name)
    if (!deed && !undoneAt.has(at)) throw new Error(`Nobody has done this then: ${name}`)
    // That it was seen goes beside everything else.
    if (!deed || outcome !== 'applied' || deed.verb === 'seen') continue
    const before = latest.get(`${deed.by} ${deed.id}`) ?? 0
    if (before > at) throw new Error(`${name} took effect after what was done later`)
    latest.set(`${deed.by} ${deed.id}`, at)
  }
  same('acts that have never arrived', [...missing], [])
}

/** Once everything has arrived: what every tab shows is the server's truth, before and after loading it anew. */
export const checkTruth = async (world: World): Promise<void> => {
  const truth = await world.server.truth()
  for (const tab of tabsOf(world)) {
    try {
      await checkTab(world, tab, truth)
    } catch (cause) {
      throw new Error(`${tab.name}: ${(cause as Error).message}`, { cause })
    }
  }
  const sockets = tabsOf(world).flatMap(({ road }) => road.wires)
  same('open sockets', sockets.length, world.setting.hasLocks ? 1 : tabsOf(world).length)
  checkDeeds(world)
}
