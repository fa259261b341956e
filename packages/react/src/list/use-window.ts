'use client'

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { RowHeights } from './row-heights.js'
import { watchScroll } from './scrollport.js'
import { type ChunkRange, chunksIn, type Segment, segmentsOf } from './windowing.js'

interface Windowing {
  list: RefObject<HTMLElement | null>
  ids: readonly number[]
  /** Whether a date head stands before this row when it is drawn. */
  hasHead: (index: number) => boolean
  /** Indices of rows that stay drawn wherever the list is scrolled. */
  kept: readonly number[]
}

/** How far beyond the view rows are drawn, in pixels. */
const margin = 800
const heightOf = (element: Element): number => Number.parseFloat(getComputedStyle(element).height) || 0
const isSame = (a: ChunkRange, b: ChunkRange): boolean => a.first === b.first && a.last === b.last

/**
 * Which runs of a long list are drawn. Rows lie in normal flow; what is far away is left out, and a spacer of its
 * height stands for it. Heights go into the page through the CSSOM, so a strict CSP has nothing against them.
 */
export function useWindow({ list, ids, hasHead, kept }: Windowing): readonly Segment[] {
  const [range, setRange] = useState<ChunkRange>({ first: 0, last: 1 })
  const heights = useRef(new RowHeights())
  const headHeight = useRef(28)
  const latest = useRef({ ids, hasHead })

  const measure = useCallback(() => {
    for (const row of list.current?.querySelectorAll<HTMLElement>(':scope > [data-row]') ?? [])
      heights.current.set(Number(row.dataset['row']), heightOf(row))
    const head = list.current?.querySelector(':scope > [data-head]')
    if (head) headHeight.current = heightOf(head)
  }, [list])

  const rowHeight = useCallback((index: number) => {
    const id = latest.current.ids[index] ?? 0
    return heights.current.get(id) + (latest.current.hasHead(index) ? headHeight.current : 0)
  }, [])

  const look = useCallback(() => {
    if (!list.current) return
    measure()
    const { top } = list.current.getBoundingClientRect()
    const count = latest.current.ids.length
    const next = chunksIn(count, rowHeight, -top - margin, window.innerHeight - top + margin)
    setRange((before) => (isSame(before, next) ? before : next))
  }, [list, measure, rowHeight])

  const segments = useMemo(() => segmentsOf(ids.length, range, kept), [ids.length, range, kept])

  useLayoutEffect(() => {
    latest.current = { ids, hasHead }
    measure()
    for (const spacer of list.current?.querySelectorAll<HTMLElement>(':scope > [data-space]') ?? []) {
      const [from = 0, to = 0] = (spacer.dataset['space'] ?? '').split('-').map(Number)
      let height = 0
      for (let index = from; index < to; index++) height += rowHeight(index)
      // The run below begins with a head of its own, which repeats one that the spacer stands for.
      if (to < ids.length && !hasHead(to)) height -= headHeight.current
      spacer.style.height = `${height}px`
    }
  }, [list, ids, hasHead, segments, measure, rowHeight])

  useEffect(() => (list.current ? watchScroll(list.current, look) : undefined), [list, look])
  return segments
}
