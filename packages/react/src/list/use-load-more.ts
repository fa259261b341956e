'use client'

import type { Feed, FeedView } from '@inboxkit/core'
import { type RefObject, useEffect } from 'react'
import { watchScroll } from './scrollport.js'

/** How far below the view the list's end may be before more is asked for, in pixels. */
const ahead = 600

/** Asks for the next page as the list's end comes near. After a failure it waits for "Try again", or the next connection. */
export function useLoadMore(
  list: RefObject<HTMLElement | null>,
  { feed, hasMore, more, ids }: FeedView & { feed: Feed },
): void {
  const isWanted = hasMore && more === 'idle'
  useEffect(() => {
    const element = list.current
    if (!element || !isWanted) return
    const check = () => {
      const isDrawn = element.getClientRects().length > 0
      if (isDrawn && element.getBoundingClientRect().bottom < window.innerHeight + ahead) void feed.loadMore()
    }
    check()
    return watchScroll(element, check)
  }, [list, feed, isWanted, ids])
}
