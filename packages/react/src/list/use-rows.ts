'use client'

import { useEffect, useState } from 'react'

/** The ids to draw: those of the feed, and for a moment those that just left it, each at its old place. */
export interface Rows {
  ids: readonly number[]
  leaving: ReadonlySet<number>
  /** Came in at the top while the list was on screen. */
  arrived: ReadonlySet<number>
}

/** How long a row takes to fold away, in milliseconds; the stylesheet's fade takes as long. */
export const leaveMs = 160
/** When more than this many leave at once nobody follows them one by one. */
const mostLeaving = 5
const none: ReadonlySet<number> = new Set()
const settled = (ids: readonly number[]): Rows => ({ ids, leaving: none, arrived: none })

/** Puts those that left back where they stood: each before the next one that is still there. */
export function withLeaving(before: readonly number[], now: readonly number[]): Rows {
  const stays = new Set(now)
  const leaving = new Set(before.filter((id) => !stays.has(id)))
  const known = new Set(before)
  const firstKnown = now.findIndex((id) => known.has(id))
  const arrived = new Set(firstKnown > 0 ? now.slice(0, firstKnown) : [])
  if (leaving.size === 0 || leaving.size > mostLeaving) return { ids: now, leaving: none, arrived }

  const ids: number[] = []
  let at = 0
  for (const id of now) {
    const end = before.indexOf(id, at)
    if (end >= 0) {
      for (; at < end; at++) if (leaving.has(before[at] as number)) ids.push(before[at] as number)
      at = end + 1
    }
    ids.push(id)
  }
  ids.push(...before.slice(at).filter((id) => leaving.has(id)))
  return { ids, leaving, arrived }
}

/** Follows the feed's ids and lets rows that left stay for as long as they fold away. */
export function useRows(ids: readonly number[], feed: unknown): Rows {
  const [state, setState] = useState({ source: ids, feed, rows: settled(ids) })
  let { rows } = state
  if (state.source !== ids || state.feed !== feed) {
    const isSameFeed = state.feed === feed
    rows = isSameFeed ? withLeaving(state.source, ids) : settled(ids)
    setState({ source: ids, feed, rows })
  }
  const isChanging = rows.leaving.size + rows.arrived.size > 0
  useEffect(() => {
    if (!isChanging) return
    const isQuick = matchMedia('(prefers-reduced-motion: reduce)').matches
    const settle = () => setState((now) => ({ ...now, rows: settled(now.source) }))
    const timer = setTimeout(settle, isQuick ? 0 : leaveMs)
    return () => clearTimeout(timer)
  }, [isChanging, rows])
  return rows
}
