'use client'

import type { Feed, FeedView } from '@inboxkit/core'
import type { Filter } from '@inboxkit/protocol'
import { useInbox } from '../provider/context.js'
import { useReadable } from './use-readable.js'

const notYet: FeedView = { status: { kind: 'idle' }, ids: [], waiting: 0, hasMore: false, more: 'idle' }

/** The core's handle of a feed. The same filter gives the same handle, so nothing is kept here. */
export const useFeedHandle = (filter?: Filter): Feed => useInbox().feed(filter)

/** One feed: where it stands, its ids in order, and its verbs `loadMore`, `refresh`, `hold`, `showWaiting`. */
export function useFeed(filter?: Filter): FeedView & { feed: Feed } {
  const feed = useFeedHandle(filter)
  return { ...useReadable(feed, notYet), feed }
}
