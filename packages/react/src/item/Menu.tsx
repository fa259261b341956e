'use client'

import { type KeyboardEvent, type ReactElement, type RefObject, useLayoutEffect, useRef } from 'react'
import { keepPlaced } from '../popover/place.js'
import { useDismiss } from '../popover/use-dismiss.js'
import { useText } from '../text/use-text.js'
import type { Act } from './use-acts.js'

interface MenuProps {
  id: string
  opener: RefObject<HTMLElement | null>
  acts: readonly Act[]
  onClose: () => void
}

/** A menu in the top layer, at the button that opened it. Takes the focus, and gives it back. */
export function Menu({ id, opener, acts, onClose }: MenuProps): ReactElement {
  const text = useText('Inbox.More')
  const menu = useRef<HTMLDivElement>(null)
  useDismiss({ panel: menu, opener, open: true, close: onClose })

  useLayoutEffect(() => {
    const element = menu.current
    const button = opener.current
    if (!element || !button) return
    element.showPopover()
    const unplace = keepPlaced(element, button)
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    return unplace
  }, [opener])

  const leave = () => {
    opener.current?.focus()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const entries = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = entries.indexOf(event.target as HTMLElement)
    if (event.key === 'ArrowDown') entries[(at + 1) % entries.length]?.focus()
    else if (event.key === 'ArrowUp') entries.at(at - 1)?.focus()
    else if (event.key === 'Home') entries[0]?.focus()
    else if (event.key === 'End') entries.at(-1)?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') leave()
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={menu}
      id={id}
      className="inbox-menu"
      role="menu"
      tabIndex={-1}
      aria-label={text('more')}
      popover="manual"
      onKeyDown={onKeyDown}
    >
      {acts.map(({ name, icon, run }) => (
        <button
          key={name}
          type="button"
          role="menuitem"
          className="inbox-menu-item"
          tabIndex={-1}
          onClick={() => {
            leave()
            run()
          }}
        >
          {icon}
          {name}
        </button>
      ))}
    </div>
  )
}
