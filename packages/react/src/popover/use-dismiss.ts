'use client'

import { type RefObject, useEffect, useRef } from 'react'

interface Dismiss {
  panel: RefObject<HTMLElement | null>
  opener: RefObject<HTMLElement | null>
  open: boolean
  close: () => void
}

const isOutside = ({ clientX: x, clientY: y }: PointerEvent, element: Element): boolean => {
  const box = element.getBoundingClientRect()
  return x < box.left || x > box.right || y < box.top || y > box.bottom
}

/**
 * Closes on Escape and on a press outside. A nested layer takes Escape for itself by preventing its default.
 * A press on a modal's backdrop has the modal as its target, so that one is told by its position.
 * @returns whether the last thing its user did was a press: a focus that moves then moves because of it
 */
export function useDismiss({ panel, opener, open, close }: Dismiss): RefObject<boolean> {
  const isPress = useRef(false)
  useEffect(() => {
    if (!open) return
    const onKeyDown = (event: KeyboardEvent) => {
      isPress.current = false
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      event.preventDefault()
      close()
    }
    const onPress = (event: PointerEvent) => {
      isPress.current = true
      const path = event.composedPath()
      const element = panel.current
      if (!element || (opener.current && path.includes(opener.current))) return
      const isInside = path.includes(element) && !(path[0] === element && isOutside(event, element))
      if (!isInside) close()
    }
    document.addEventListener('keydown', onKeyDown)
    document.addEventListener('pointerdown', onPress, true)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      document.removeEventListener('pointerdown', onPress, true)
    }
  }, [panel, opener, open, close])
  return isPress
}
