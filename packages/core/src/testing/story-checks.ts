import type { Counts, Notification } from '@inboxkit/protocol'
import { broaden, matches, placeOf } from '../feed/filters.js'
import type { Feed } from '../inbox.js'
import type { World } from './open-inbox.js'
import type { Actor } from './story-steps.js'

const same = (text: string, actual: unknown, expected: unknown): void => {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`${text}: is ${is}, should be ${should}`)
}

const countOf = (items: readonly Notification[]): Counts => ({
  unseen: items.filter(({ seenAt, readAt }) => !seenAt && !readAt).length,
  unread: items.filter(({ readAt }) => !readAt).length,
  total: items.length,
})

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
    item.title,
  ]

/** What must hold at every moment, whatever is under way. */
export const checkAlways = ({ inbox, feeds, counted }: Actor): void => {
  const counts = inbox.counts.get()
  for (const { filter, counts: some } of [inbox.feed(), ...counted.keys()])
    same(
      `counts of ${JSON.stringify(filter)} that cannot be`,
      Object.values(some.get() ?? {}).filter((count) => !(count >= 0)),
      [],
    )
  for (const list of feeds.keys()) {
    const { ids, hasMore, status, waiting } = list.get()
    const name = JSON.stringify(list.filter)
    const items = ids.flatMap((id) => inbox.item(id).get() ?? [])
    same(`rows of ${name} with an item`, items.length, ids.length)
    same(
      `rows of ${name}, once and in order`,
      ids,
      [...new Set(items.toSorted((a, b) => placeOf(b) - placeOf(a)))].map(({ id }) => id),
    )
    const isWhole = status.kind === 'ready' && !hasMore && waiting === 0
    if (isWhole && Object.keys(list.filter).length === 0)
      same('the bell beside a whole list', counts, countOf(items))
  }
}

const compare = (actor: Actor, { feed }: World, list: Feed, isFresh: boolean): void => {
  const { inbox, acted, hasMarkedAll } = actor
  const name = JSON.stringify(list.filter)
  const truth = new Map(feed.list(list.filter).map((item) => [item.id, item]))
  const alive = new Set(feed.ids())
  const { ids, hasMore } = list.get()
  const matching = ids.filter((id) => truth.has(id))
  const kept = ids.filter((id) => !truth.has(id))
  same(
    `deleted rows of ${name}`,
    kept.filter((id) => !alive.has(id)),
    [],
  )
  same(
    `rows of ${name} that were put elsewhere`,
    kept.filter((id) => {
      const item = feed.find(id)
      return item && !matches(broaden(list.filter), item)
    }),
    [],
  )
  same(
    `foreign rows of ${name}`,
    kept.filter((id) => isFresh || !(acted.has(id) || hasMarkedAll)),
    [],
  )
  const expected = [...truth.keys()]
  same(`rows of ${name}`, matching, hasMore ? expected.slice(0, matching.length) : expected)
  for (const id of matching) same(`item ${id}`, essence(inbox.item(id).get()), essence(truth.get(id)))
}

/** Once everything has arrived: what is shown is the server's truth, before and after loading more and anew. */
export const checkTruth = async (actor: Actor, world: World): Promise<void> => {
  const { inbox, feeds, unanswered, rejections } = actor
  same('unanswered acts', unanswered.size, 0)
  // Only a refusal rejects: a network that fails does not.
  for (const code of ['refused', 'restore_expired']) rejections.delete(code)
  same('other reasons to take an act back', [...rejections], [])
  same('the connection', inbox.connection.get().kind, 'live')
  same('the counts', inbox.counts.get(), world.feed.head().counts)
  for (const { filter, counts: shown } of actor.counted.keys()) {
    const known = filter.data
      ? null
      : (world.feed.page(filter, { limit: 1 }).filtered ?? world.feed.head().counts)
    same(`the counts of ${JSON.stringify(filter)}`, shown.get(), known)
  }
  for (const list of feeds.keys()) {
    if (list.get().status.kind === 'failed') {
      // It gave up after some tries, and its user may press "try again".
      void list.refresh()
      await world.clock.advance(0)
    }
    same(`the status of ${JSON.stringify(list.filter)}`, list.get().status, { kind: 'ready' })
    list.showWaiting()
    compare(actor, world, list, false)
    for (let page = 0; list.get().hasMore && page < 30; page++) {
      void list.loadMore()
      await world.clock.advance(0)
    }
    compare(actor, world, list, false)
    void list.refresh()
    await world.clock.advance(0)
    list.showWaiting()
    compare(actor, world, list, true)
  }
}
