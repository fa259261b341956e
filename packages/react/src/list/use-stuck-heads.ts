'use client'

import { type RefObject, useCallback, useEffect } from 'react'
import { portTop, scrollerOf, watchScroll } from './scrollport.js'

/** Marks date heads with `data-stuck` while they stick to the top and something has gone under them. */
export function useStuckHeads(list: RefObject<HTMLElement | null>): void {
  const check = useCallback(() => {
    const element = list.current
    if (!element) return
    const port = portTop(scrollerOf(element))
    const hasScrolled = element.getBoundingClientRect().top < port - 1
    for (const head of element.querySelectorAll<HTMLElement>(':scope > [data-head]')) {
      const stickAt = port + (Number.parseFloat(getComputedStyle(head).top) || 0)
      head.toggleAttribute('data-stuck', hasScrolled && head.getBoundingClientRect().top <= stickAt + 1)
    }
  }, [list])
  useEffect(() => (list.current ? watchScroll(list.current, check) : undefined), [list, check])
  // Other rows bring other heads.
  useEffect(check)
}
