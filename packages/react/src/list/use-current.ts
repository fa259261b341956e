'use client'

import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
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

const rowOf = (list: Element | null, id: number): Element | null =>
  list?.querySelector(`:scope > [data-row="${id}"]`) ?? null
const steps: Record<string, number> = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 }

/**
 * One row is current: it holds the list's only tab stop. Arrows and Page keys move on, Home and End to the ends;
 * when the current row is deleted, the focus goes to the one after it.
 */
export function useCurrent(list: RefObject<HTMLElement | null>, { ids, leaving }: Rows): Current {
  const panel = usePanel('Inbox.List')
  const [last, setCurrent] = useState<number | null>(null)
  const wanted = useRef<number | null>(null)
  const current = last !== null && ids.includes(last) ? last : null

  const focusWanted = () => {
    const row = wanted.current === null ? null : rowOf(list.current, wanted.current)
    const target = row?.querySelector<HTMLElement>('[tabindex], a, button')
    if (!target) return
    wanted.current = null
    target.focus()
  }
  const move = (id: number | undefined) => {
    if (id === undefined) return
    wanted.current = id
    setCurrent(id)
    focusWanted()
  }
  // A row that was far away is drawn first.
  useLayoutEffect(focusWanted)

  useLayoutEffect(() => {
    if (current === null || !leaving.has(current)) return
    const at = ids.indexOf(current)
    const stays = (id: number) => !leaving.has(id)
    const next = ids.slice(at).find(stays) ?? ids.slice(0, at).findLast(stays)
    const row = rowOf(list.current, current)
    const hasFocus = row && activeWithin(row)
    if (hasFocus && next !== undefined) wanted.current = next
    else if (hasFocus) list.current?.closest<HTMLElement>('[data-look]')?.focus()
    setCurrent(next ?? null)
  }, [list, ids, leaving, current])

  useEffect(() => {
    panel.list.current = {
      focus: () => move(current ?? ids[0]),
      toTop: () => {
        const scroller = list.current && scrollerOf(list.current)
        if (scroller) scroller.scrollTop = 0
        else list.current?.closest('[data-look]')?.scrollIntoView()
      },
    }
    return () => {
      panel.list.current = null
    }
  })

  return {
    current,
    onFocus: ({ target }) => {
      const row = (target as Element).closest<HTMLElement>('[data-row]')
      if (row) setCurrent(Number(row.dataset['row']))
    },
    onKeyDown: (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || current === null) return
      const step = steps[event.key]
      const at = ids.indexOf(current)
      if (step !== undefined) move(ids[Math.max(0, Math.min(at + step, ids.length - 1))])
      else if (event.key === 'Home') move(ids[0])
      else if (event.key === 'End') move(ids.at(-1))
      else return
      event.preventDefault()
    },
  }
}
