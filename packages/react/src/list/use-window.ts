'use client'

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { ChunkHeights } from './chunk-heights.js'
import { watchScroll } from './scrollport.js'
import { type ChunkRange, chunkOf, chunkSize, chunksIn, type Segment, segmentsOf } from './windowing.js'

interface Windowing {
  list: RefObject<HTMLElement | null>
  ids: readonly number[]
  /** Whether a date head stands before this row when it is drawn. */
  hasHead: (index: number) => boolean
  /** Indices of rows that stay drawn wherever the list is scrolled. */
  kept: readonly number[]
}

/** How far beyond the view rows are drawn, in pixels. */
const margin = 400
const heightOf = (element: Element): number => Number.parseFloat(getComputedStyle(element).height) || 0
const isSame = (a: ChunkRange, b: ChunkRange): boolean => a.first === b.first && a.last === b.last

/**
 * Which runs of a long list are drawn. Rows lie in normal flow; what is far away is left out, and a spacer of its
 * height stands for it. Heights go into the page through the CSSOM, so a strict CSP has nothing against them.
 */
export function useWindow({ list, ids, hasHead, kept }: Windowing): readonly Segment[] {
  // What fills a view of rows of a usual height; the margin follows with the first look.
  const [range, setRange] = useState<ChunkRange>(() => ({ first: 0, last: chunkOf(window.innerHeight / 62) }))
  const heights = useRef(new ChunkHeights())
  const drawn = useRef<readonly Segment[]>([])

  /** @returns the heights, with those of the rows as they stand now */
  const measure = useCallback(() => {
    const { current: known } = heights
    let isOther = false
    for (const row of list.current?.querySelectorAll<HTMLElement>(':scope > [data-row]') ?? [])
      isOther = known.set(Number(row.dataset['row']), heightOf(row)) || isOther
    const head = list.current?.querySelector(':scope > [data-head]')
    if (head) known.head = heightOf(head)
    if (isOther)
      for (const { kind, from, to } of drawn.current)
        if (kind === 'rows')
          for (let chunk = chunkOf(from); chunk * chunkSize < to; chunk++) known.recount(chunk)
    return known
  }, [list])

  const look = useCallback(() => {
    if (!list.current) return
    const known = measure()
    const { top } = list.current.getBoundingClientRect()
    const { length } = drawn.current
    const count = Math.ceil((drawn.current[length - 1]?.to ?? 0) / chunkSize)
    const next = chunksIn(count, (chunk) => known.of(chunk), -top - margin, window.innerHeight - top + margin)
    setRange((before) => (isSame(before, next) ? before : next))
  }, [list, measure])

  const segments = useMemo(() => segmentsOf(ids.length, range, kept), [ids.length, range, kept])

  useLayoutEffect(() => heights.current.take(ids, hasHead), [ids, hasHead])
  useLayoutEffect(() => {
    drawn.current = segments
    // As they were at the last look: to measure here would have the page laid out twice.
    const { current: known } = heights
    for (const spacer of list.current?.querySelectorAll<HTMLElement>(':scope > [data-space]') ?? []) {
      const [from = 0, to = 0] = (spacer.dataset['space'] ?? '').split('-').map(Number)
      let height = 0
      for (let chunk = chunkOf(from); chunk * chunkSize < to; chunk++) height += known.of(chunk)
      // The run below begins with a head of its own, which repeats one that the spacer stands for.
      if (to < ids.length && !hasHead(to)) height -= known.head
      spacer.style.height = `${height}px`
    }
  }, [list, ids, hasHead, segments])
  useEffect(() => void measure(), [ids, segments, measure])

  useEffect(() => (list.current ? watchScroll(list.current, look) : undefined), [list, look])
  return segments
}
