'use client'

import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { usePanel } from '../panel/context.js'
import { activeWithin } from '../popover/focus.js'
import { scrollerOf } from './scrollport.js'
import type { Rows } from './use-rows.js'

interface Current {
  /** The row that had the focus last, while it is in the list. */
  current: number | null
  onFocus: (event: { target: EventTarget }) => void
  onKeyDown: (event: KeyboardEvent) => void
}

const steps: Record<string, number> = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 }

const idOf = (element: Element | null | undefined): number | null => {
  const row = element?.closest<HTMLElement>('[data-row]')
  return row ? Number(row.dataset['row']) : null
}

/** The row itself, the one after it where it is leaving, or before it where it was the last. */
function stayingAt(id: number, { ids, leaving }: Rows): number | null {
  const at = ids.indexOf(id)
  if (at < 0) return null
  const stays = (other: number) => !leaving.has(other)
  return ids.slice(at).find(stays) ?? ids.slice(0, at).findLast(stays) ?? null
}

/** Scrolls the page to where the panel begins, if that is above the view. */
function showTop(panel: Element): void {
  if (panel.getBoundingClientRect().top < 0) panel.scrollIntoView()
}

/**
 * One row is current: it holds the list's only tab stop. Arrows and Page keys move on, Home and End to the ends;
 * when the current row is deleted, the focus goes to the one after it.
 */
export function useCurrent(list: RefObject<HTMLElement | null>, rows: Rows): Current {
  const { ids, leaving } = rows
  const panel = usePanel('Inbox.List')
  const [last, setLast] = useState<number | null>(null)
  const wanted = useRef<number | null>(null)
  const current = last === null ? null : stayingAt(last, rows)
  if (current !== last) setLast(current)

  const focusWanted = useCallback(() => {
    const row = list.current?.querySelector(`:scope > [data-row="${wanted.current}"]`)
    const target = row?.querySelector<HTMLElement>('[tabindex], a, button')
    if (!target) return
    wanted.current = null
    target.focus()
  }, [list])
  const move = (id: number | undefined) => {
    if (id === undefined) return
    wanted.current = id
    setLast(id)
    focusWanted()
  }
  const next = (id: number, by: number) => ids[Math.max(0, Math.min(ids.indexOf(id) + by, ids.length - 1))]
  // A row that was far away is drawn first.
  useLayoutEffect(focusWanted)

  useLayoutEffect(() => {
    const focused = idOf(list.current && activeWithin(list.current))
    if (focused === null || !leaving.has(focused)) return
    wanted.current = current
    focusWanted()
    if (current === null) list.current?.closest<HTMLElement>('[data-look]')?.focus()
  }, [list, leaving, current, focusWanted])

  useImperativeHandle(panel.list, () => ({
    focus: (id = current ?? ids[0]) => move(id),
    move: (by) => move(current === null ? ids[0] : next(current, by)),
    current: () => current,
    toTop: () => {
      const scroller = list.current && scrollerOf(list.current)
      if (scroller) scroller.scrollTop = 0
      else if (list.current) showTop(list.current.closest('[data-look]') ?? list.current)
    },
  }))

  return {
    current,
    onFocus: ({ target }) => {
      const id = idOf(target as Element)
      if (id !== null && !leaving.has(id)) setLast(id)
    },
    onKeyDown: (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || current === null) return
      const step = steps[event.key]
      if (step !== undefined) move(next(current, step))
      else if (event.key === 'Home') move(ids[0])
      else if (event.key === 'End') move(ids.at(-1))
      else return
      event.preventDefault()
    },
  }
}
