'use client'

import { type RefObject, useEffect } from 'react'
import { portTop, scrollerOf, watchScroll } from './scrollport.js'

/** Marks date heads with `data-stuck` while they stick to the top and something has gone under them. */
export function useStuckHeads(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = list.current
    if (!element) return
    const scroller = scrollerOf(element)
    return watchScroll(element, () => {
      const port = portTop(scroller)
      const hasScrolled = element.getBoundingClientRect().top < port - 1
      for (const head of element.querySelectorAll<HTMLElement>(':scope > [data-head]')) {
        const stickAt = port + (Number.parseFloat(getComputedStyle(head).top) || 0)
        head.toggleAttribute('data-stuck', hasScrolled && head.getBoundingClientRect().top <= stickAt + 1)
      }
    })
  }, [list])
}
