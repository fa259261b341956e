import type { Counts, Notification } from '@inboxkit/protocol'
import { placeOf } from '../feed/filters.js'
import type { Tab } from './tab.js'
import { tabsOf, type World } from './world.js'

/** @throws Error that says what differs */
export const same = (text: string, actual: unknown, expected: unknown): void => {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`${text}: is ${is}, should be ${should}`)
}

const countOf = (items: readonly Notification[]): Counts => ({
  unseen: items.filter(({ seenAt, readAt }) => !seenAt && !readAt).length,
  unread: items.filter(({ readAt }) => !readAt).length,
  total: items.length,
})

/** What one tab shows. */
const checkTab = ({ name, inbox, feeds, counted }: Tab): void => {
  const counts = inbox.counts.get()
  for (const { filter, counts: some } of [inbox.feed(), ...counted.keys()])
    same(
      `${name}: counts of ${JSON.stringify(filter)} that cannot be`,
      Object.values(some.get() ?? {}).filter((count) => !(count >= 0)),
      [],
    )
  for (const list of feeds.keys()) {
    const { ids, hasMore, status, waiting } = list.get()
    const rows = `${name}: rows of ${JSON.stringify(list.filter)}`
    const items = ids.flatMap((id) => inbox.item(id).get() ?? [])
    same(`${rows} with an item`, items.length, ids.length)
    const inOrder = new Set(items.toSorted((a, b) => placeOf(b) - placeOf(a)).map(({ id }) => id))
    same(`${rows}, once and in order`, ids, [...inOrder])
    const isWhole = status.kind === 'ready' && !hasMore && waiting === 0
    if (isWhole && Object.keys(list.filter).length === 0)
      same(`${name}: the bell beside a whole list`, counts, countOf(items))
  }
}

/** Whoever says that it is live has a socket, or hears of the tab that has the lock, be it frozen. */
const checkLine = ({ browser, setting }: World, tabs: readonly Tab[]): void => {
  if (!setting.hasLocks) return
  const live = tabs.filter(({ inbox }) => inbox.connection.get().kind === 'live')
  const isLed = browser.held().some((name) => !name.includes('/tab/'))
  same('tabs that are live, and nobody has the socket', isLed ? [] : live.map(({ name }) => name), [])
}

/** What must hold at every moment, whatever is under way. @throws Error that says what does not */
export const checkAlways = (world: World): void => {
  const tabs = tabsOf(world).filter(({ standing }) => standing === 'shown')
  for (const tab of tabs) checkTab(tab)
  checkLine(world, tabs)
}
