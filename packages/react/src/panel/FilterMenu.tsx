'use client'

import type { Category } from '@inboxkit/protocol'
import { type KeyboardEvent, type ReactElement, type RefObject, useLayoutEffect, useRef } from 'react'
import { CheckIcon } from '../icons/icons.js'
import { keepPlaced } from '../popover/place.js'
import { useDismiss } from '../popover/use-dismiss.js'
import { useText } from '../text/use-text.js'

interface FilterMenuProps {
  id: string
  opener: RefObject<HTMLElement | null>
  categories: readonly Category[]
  chosen: string | null
  onChoose: (category: string | null) => void
  onClose: () => void
}

/** The categories to choose from. Takes the focus, to the chosen one, and gives it back. */
export function FilterMenu({ id, opener, chosen, onClose, ...given }: FilterMenuProps): ReactElement {
  const text = useText('Inbox.Filters')
  const menu = useRef<HTMLDivElement>(null)
  useDismiss({ panel: menu, opener, open: true, close: onClose })

  useLayoutEffect(() => {
    const element = menu.current
    const button = opener.current
    if (!element || !button) return
    element.showPopover()
    const unplace = keepPlaced(element, button)
    element.querySelector<HTMLElement>('[aria-checked=true]')?.focus()
    return unplace
  }, [opener])

  const leave = () => {
    opener.current?.focus()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const entries = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])]
    const at = entries.indexOf(event.target as HTMLElement)
    const after = [...entries.slice(at + 1), ...entries.slice(0, at + 1)]
    const letter = event.key.toLocaleLowerCase()
    const named = after.find(({ textContent }) => textContent?.toLocaleLowerCase().startsWith(letter))
    if (event.key === 'ArrowDown') after[0]?.focus()
    else if (event.key === 'ArrowUp') entries.at(at - 1)?.focus()
    else if (event.key === 'Home') entries[0]?.focus()
    else if (event.key === 'End') entries.at(-1)?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') leave()
    else if (letter.length === 1 && letter !== ' ') named?.focus()
    else return
    event.preventDefault()
  }
  const all = { identifier: null, name: text('allCategories') }
  return (
    <div
      ref={menu}
      id={id}
      className="inbox-menu"
      role="menu"
      tabIndex={-1}
      aria-label={text('filter')}
      popover="manual"
      onKeyDown={onKeyDown}
    >
      {[all, ...given.categories].map(({ identifier, name }) => (
        <button
          key={identifier ?? ''}
          type="button"
          role="menuitemradio"
          aria-checked={identifier === chosen}
          className="inbox-menu-item"
          tabIndex={-1}
          onClick={() => {
            leave()
            given.onChoose(identifier)
          }}
        >
          <span className="inbox-menu-mark">{identifier === chosen && <CheckIcon />}</span>
          {name}
        </button>
      ))}
    </div>
  )
}
