'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { activeWithin } from './focus.js'

interface Shown {
  dialog: RefObject<HTMLDialogElement | null>
  /** Where the focus goes back to. */
  opener: RefObject<HTMLElement | null>
  open: boolean
  modal: boolean
  /** Called when the closing animation is over. */
  onGone: () => void
}

/**
 * Puts the dialog into the top layer while open: as a popover, or modal. Moves the focus in, and back.
 * @returns whether it is shown at this moment: hiding it moves the focus too
 */
export function useShown({ dialog, opener, open, modal, onGone }: Shown): RefObject<boolean> {
  const isShown = useRef(false)
  useLayoutEffect(() => {
    const element = dialog.current
    if (!open || !element) return
    if (modal) element.showModal()
    else element.showPopover()
    element.focus({ preventScroll: true })
    isShown.current = true
    const back = opener.current
    return () => {
      isShown.current = false
      const hadFocus = activeWithin(element) !== null
      if (modal) element.close()
      else element.hidePopover()
      if (hadFocus) back?.focus({ preventScroll: true })
    }
  }, [dialog, opener, open, modal])

  useEffect(() => {
    if (open) return
    let isStale = false
    const animations = dialog.current?.getAnimations?.() ?? []
    void Promise.allSettled(animations.map((animation) => animation.finished)).then(() => {
      if (!isStale) onGone()
    })
    return () => {
      isStale = true
    }
  }, [dialog, open, onGone])
  return isShown
}
