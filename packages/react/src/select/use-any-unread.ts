'use client'

import type { Inbox } from '@inboxkit/core'
import { useMemo } from 'react'
import { usePicked } from '../hooks/use-readable.js'

/** Whether one of them at least is unread. */
export function useAnyUnread(inbox: Inbox, ids: readonly number[]): boolean {
  const items = useMemo(() => {
    const all = ids.map((id) => inbox.item(id))
    return {
      get: () => all.some((item) => item.get()?.readAt === null),
      subscribe: (listener: () => void) => {
        const stops = all.map((item) => item.subscribe(listener))
        return () => {
          for (const stop of stops) stop()
        }
      },
    }
  }, [inbox, ids])
  return usePicked(items, (isUnread) => isUnread, false)
}
