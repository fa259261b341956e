'use client'

import type { Problem } from '@inboxkit/protocol'
import { useEffect, useMemo } from 'react'
import { useRoot } from '../root/context.js'

/** A notification counts as seen when half of it was visible for this long in a visible page. */
const seenAfterMs = 1000

/** Watches a row on screen until the returned undo is called. */
export type WatchSeen = (row: Element, id: number) => () => void

/** One observer for a list's rows. The page being hidden stops the clocks, coming back starts them anew. */
export function useSeen(): WatchSeen {
  const { inbox, handlers } = useRoot('Inbox.List')
  const watching = useMemo(() => {
    const ids = new Map<Element, number>()
    const visible = new Set<Element>()
    const timers = new Map<Element, ReturnType<typeof setTimeout>>()

    // Nobody asked for it, so a refusal is for the host alone.
    const tell = (reason: Problem) => handlers.current.onProblem?.(reason)
    const stop = (row: Element) => {
      clearTimeout(timers.get(row))
      timers.delete(row)
    }
    const start = (row: Element) => {
      const id = ids.get(row)
      if (id === undefined || timers.has(row) || document.visibilityState === 'hidden') return
      timers.set(
        row,
        setTimeout(() => void inbox.markSeen(id).catch(tell), seenAfterMs),
      )
    }
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRatio } of entries) {
          const isVisible = intersectionRatio >= 0.5
          visible[isVisible ? 'add' : 'delete'](target)
          if (isVisible) start(target)
          else stop(target)
        }
      },
      { threshold: [0, 0.5] },
    )
    const onVisibility = () => {
      for (const row of visible) stop(row)
      for (const row of visible) start(row)
    }
    const watch: WatchSeen = (row, id) => {
      ids.set(row, id)
      observer.observe(row)
      return () => {
        observer.unobserve(row)
        stop(row)
        ids.delete(row)
        visible.delete(row)
      }
    }
    return { watch, onVisibility }
  }, [inbox, handlers])

  useEffect(() => {
    document.addEventListener('visibilitychange', watching.onVisibility)
    return () => document.removeEventListener('visibilitychange', watching.onVisibility)
  }, [watching])
  return watching.watch
}
