'use client'

import { type RefObject, useLayoutEffect } from 'react'
import { leaveMs } from './use-rows.js'

/** Folds an element away while it leaves: its height and its opacity go to nothing. */
export function useFold(ref: RefObject<HTMLElement | null>, leaving: boolean): void {
  useLayoutEffect(() => {
    const element = ref.current
    if (!leaving || !element?.animate) return
    const from = { height: getComputedStyle(element).height, opacity: 1 }
    const folding = element.animate([from, { height: '0px', opacity: 0 }], {
      duration: leaveMs,
      easing: 'ease-out',
      fill: 'forwards',
    })
    return () => folding.cancel()
  }, [ref, leaving])
}
