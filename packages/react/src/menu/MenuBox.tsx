'use client'

import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useContext,
  useLayoutEffect,
  useRef,
} from 'react'
import { type ListHandle, PanelContext } from '../panel/context.js'
import { activeWithin } from '../popover/focus.js'
import { keepPlaced, place } from '../popover/place.js'
import { useDismiss } from '../popover/use-dismiss.js'
import { nextEntry } from './next-entry.js'
import { useTyped } from './use-typed.js'

interface BoxProps {
  id: string
  opener: RefObject<HTMLElement | null>
  /** What is in it now. Another page begins at its `[data-start]`, else at its first entry. */
  page: string
  label: string
  /** Of a page that is no list of entries but something to fill in. */
  isForm?: boolean
  onBack: (() => void) | undefined
  onClose: () => void
  children: ReactNode
}

/** Where the focus goes from a menu that is gone. Strict mode takes it away and puts it back. */
function giveBack(menu: Element, button: HTMLElement, list: RefObject<ListHandle | null> | undefined): void {
  if (menu.isConnected) return
  if (button.isConnected) button.focus()
  else list?.current?.focus()
}

/**
 * A menu in the top layer, at the button that opened it. Takes the focus and gives it back, to the current row where
 * the button has gone. Keys as WAI-ARIA's menu has them; what leads in and out changes sides in right-to-left.
 */
export function MenuBox(props: BoxProps): ReactElement {
  const { id, opener, page, label, isForm = false, onBack, onClose, children } = props
  const box = useRef<HTMLDivElement>(null)
  const list = useContext(PanelContext)?.list
  const typed = useTyped()
  useDismiss({ panel: box, opener, open: true, close: onClose })

  useLayoutEffect(() => {
    const element = box.current
    const button = opener.current
    if (!element || !button) return
    element.showPopover()
    const unplace = keepPlaced(element, button)
    return () => {
      unplace()
      if (activeWithin(element)) queueMicrotask(() => giveBack(element, button, list))
    }
  }, [opener, list])
  useLayoutEffect(() => {
    const element = box.current
    if (!element || !opener.current) return
    place(element, opener.current)
    const start = '[data-start], [role^=menuitem], input'
    // The first in the list of selectors wins, not the first in the page.
    const first = start.split(', ').map((selector) => element.querySelector<HTMLElement>(selector))
    first.find((found) => found !== null)?.focus()
  }, [page, opener])

  const leave = () => {
    opener.current?.focus()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key, ctrlKey, metaKey, altKey } = event
    // Nor does the list below, nor a shortcut, hear what is typed here.
    if (key !== 'Escape' && key !== 'Tab') event.stopPropagation()
    if (key === 'Escape') leave()
    else if (isForm || ctrlKey || metaKey || altKey) return
    // Goes on from the button, as it does without a menu.
    else if (key === 'Tab') return leave()
    else {
      const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
      const target = event.target as HTMLElement
      if (key === (rtl ? 'ArrowRight' : 'ArrowLeft')) onBack?.()
      else if (key === (rtl ? 'ArrowLeft' : 'ArrowRight')) {
        if (target.ariaHasPopup) target.click()
      } else {
        const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')]
        const next = nextEntry(entries, target, key, typed)
        if (!next) return
        next.focus()
      }
    }
    event.preventDefault()
  }
  const handlers = {
    onKeyDown,
    // One entry is lit, not one by the mouse and one by the keys.
    onPointerMove: ({ target }: PointerEvent) => {
      const entry = (target as Element).closest<HTMLElement>('[role^=menuitem]')
      if (entry && entry !== activeWithin(entry)) entry.focus({ preventScroll: true })
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (relatedTarget && !currentTarget.contains(relatedTarget)) onClose()
    },
  }
  return (
    <div
      ref={box}
      id={id}
      className="inbox-menu"
      role={isForm ? 'dialog' : 'menu'}
      tabIndex={-1}
      aria-label={label}
      popover="manual"
      {...handlers}
    >
      {children}
    </div>
  )
}
