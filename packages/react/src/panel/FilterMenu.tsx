'use client'

import type { Category } from '@inboxkit/protocol'
import type { ReactElement, RefObject } from 'react'
import { CheckIcon } from '../icons/icons.js'
import { MenuBox } from '../menu/MenuBox.js'
import { Isolated } from '../text/Isolated.js'
import { useLaterText } from '../text/use-later-text.js'

interface FilterMenuProps {
  id: string
  opener: RefObject<HTMLElement | null>
  categories: readonly Category[]
  chosen: string | null
  onChoose: (category: string | null) => void
  onClose: () => void
}

/** The categories to choose from, and all of them. Begins at the chosen one. */
export function FilterMenu({
  id,
  opener,
  chosen,
  categories,
  onChoose,
  onClose,
}: FilterMenuProps): ReactElement {
  const text = useLaterText('Inbox.Filters')
  const all = { identifier: null, name: text('allCategories') }
  return (
    <MenuBox id={id} opener={opener} page="" label={text('filter')} onBack={undefined} onClose={onClose}>
      {[all, ...categories].map(({ identifier, name }) => {
        const isChosen = identifier === chosen
        return (
          <button
            key={identifier ?? ''}
            type="button"
            role="menuitemradio"
            aria-checked={isChosen}
            className="inbox-menu-item"
            data-start={isChosen ? '' : undefined}
            tabIndex={-1}
            onClick={() => {
              opener.current?.focus()
              onClose()
              onChoose(identifier)
            }}
          >
            <span className="inbox-menu-mark">{isChosen && <CheckIcon />}</span>
            <Isolated text={name} />
          </button>
        )
      })}
    </MenuBox>
  )
}
