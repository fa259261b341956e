'use client'

import type { Feed } from '@inboxkit/core'
import { type RefObject, useEffect } from 'react'
import type { Selection } from '../panel/context.js'
import { activeWithin } from '../popover/focus.js'
import type { Value } from '../root/value.js'
import { portTop, scrollerOf, watchScroll } from './scrollport.js'

const hasSelection = (list: Element): boolean => {
  const selection = document.getSelection()
  return selection !== null && !selection.isCollapsed && list.contains(selection.anchorNode)
}

/**
 * Lets arrivals enter the list only while its user is at its top and busy with none of its rows: nothing focused,
 * hovered, ticked or selected. Else they wait under the pill, so that nothing moves under anyone's hand; nor does the pill.
 */
export function useHold(list: RefObject<HTMLElement | null>, feed: Feed, selection: Value<Selection>): void {
  useEffect(() => {
    const element = list.current
    if (!element) return
    const scroller = scrollerOf(element)
    let isHovered = false

    const judge = () => {
      const isAtTop = element.getBoundingClientRect().top >= portTop(scroller) - 1
      const isBusy = isHovered || selection.get() || activeWithin(element) || hasSelection(element)
      feed.hold(!isAtTop || Boolean(isBusy))
    }
    // Not `pointerenter`: Chromium forgets it once a menu below the pointer is taken away.
    const onPointer = ({ type, pointerType, relatedTarget }: PointerEvent) => {
      if (pointerType === 'touch') return
      const at = type === 'pointerover' ? element : relatedTarget
      const pill = at instanceof Element && at.closest<HTMLElement>('.inbox-pill')
      // Let in now, they would take the pill away from under the pointer that is about to press it.
      if (pill) pill.addEventListener('pointerleave', onPointer, { once: true })
      isHovered = pill instanceof Element || (at instanceof Node && element.contains(at))
      judge()
    }
    const unwatch = watchScroll(element, judge)
    element.addEventListener('pointerover', onPointer)
    element.addEventListener('pointerleave', onPointer)
    element.addEventListener('focusin', judge)
    // The focus has moved on only after `focusout` is over.
    const afterFocusout = () => queueMicrotask(judge)
    element.addEventListener('focusout', afterFocusout)
    document.addEventListener('selectionchange', judge)
    const forget = selection.subscribe(judge)
    judge()
    return () => {
      unwatch()
      forget()
      element.removeEventListener('pointerover', onPointer)
      element.removeEventListener('pointerleave', onPointer)
      element.removeEventListener('focusin', judge)
      element.removeEventListener('focusout', afterFocusout)
      document.removeEventListener('selectionchange', judge)
      feed.hold(false)
    }
  }, [list, feed, selection])
}
