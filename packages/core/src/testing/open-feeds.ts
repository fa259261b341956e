import type { Filter, NotificationId } from '@inboxkit/protocol'
import type { Feed } from '../inbox.js'
import { type Opened, openInbox, type Setting } from './open-inbox.js'

export interface OpenedFeeds extends Opened {
  /** Of the filters, in their order. */
  feeds: Feed[]
  rows(): (readonly NotificationId[])[]
  /** What was asked since it was asked last: `path?query`. */
  asked(): string[]
}

/** An inbox that is live, with several feeds on the screen. */
export const openFeeds = async (filters: readonly Filter[], setting: Setting = {}): Promise<OpenedFeeds> => {
  const opened = openInbox(setting)
  const feeds = filters.map((filter) => opened.inbox.feed(filter))
  for (const feed of feeds) feed.subscribe(() => {})
  await opened.pass()
  let told = opened.network.requests.length
  return {
    ...opened,
    feeds,
    rows: () => feeds.map((feed) => feed.get().ids),
    asked() {
      const since = opened.network.requests.slice(told)
      told += since.length
      return since.map(({ path, query }) => `${path.replace('/v3/notifications', '')}?${query}`)
    },
  }
}
