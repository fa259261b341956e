'use client'

import type { Feed } from '@inboxkit/core'
import { type RefObject, useEffect } from 'react'
import { activeWithin } from '../popover/focus.js'
import { portTop, scrollerOf, watchScroll } from './scrollport.js'

const hasSelection = (list: Element): boolean => {
  const selection = document.getSelection()
  return selection !== null && !selection.isCollapsed && list.contains(selection.anchorNode)
}

/**
 * Lets arrivals enter the list only while its user is at its top and busy with none of its rows: nothing focused,
 * hovered or selected. Else they wait under the pill, so that nothing moves under anyone's hand.
 */
export function useHold(list: RefObject<HTMLElement | null>, feed: Feed): void {
  useEffect(() => {
    const element = list.current
    if (!element) return
    const scroller = scrollerOf(element)
    let isHovered = false

    const judge = () => {
      const isAtTop = element.getBoundingClientRect().top >= portTop(scroller) - 1
      feed.hold(!isAtTop || isHovered || activeWithin(element) !== null || hasSelection(element))
    }
    const onPointer = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') isHovered = event.type === 'pointerenter'
      judge()
    }
    const unwatch = watchScroll(element, judge)
    element.addEventListener('pointerenter', onPointer)
    element.addEventListener('pointerleave', onPointer)
    element.addEventListener('focusin', judge)
    // The focus has moved on only after `focusout` is over.
    const afterFocusout = () => queueMicrotask(judge)
    element.addEventListener('focusout', afterFocusout)
    document.addEventListener('selectionchange', judge)
    judge()
    return () => {
      unwatch()
      element.removeEventListener('pointerenter', onPointer)
      element.removeEventListener('pointerleave', onPointer)
      element.removeEventListener('focusin', judge)
      element.removeEventListener('focusout', afterFocusout)
      document.removeEventListener('selectionchange', judge)
      feed.hold(false)
    }
  }, [list, feed])
}
