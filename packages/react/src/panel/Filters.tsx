'use client'

import { forwardRef, useCallback, useId, useRef, useState } from 'react'
import { CloseIcon, FilterIcon } from '../icons/icons.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useLaterText } from '../text/use-later-text.js'
import { usePanel } from './context.js'
import { FilterMenu } from './FilterMenu.js'
import { useCategories, useChosenCategory } from './use-categories.js'

export type FiltersProps = PartProps<'button'>

/**
 * Opens a menu of categories, and narrows the list to one; that one stands before it, to be taken away. Not there
 * where there are less than two, nor in a tab that is about a category itself.
 */
export const Filters: Part<HTMLButtonElement, FiltersProps> = forwardRef(function Filters(
  { render, ...props },
  ref,
) {
  const { filter, category, setCategory } = usePanel('Inbox.Filters')
  const categories = useCategories('Inbox.Filters')
  const name = useChosenCategory('Inbox.Filters')
  const text = useLaterText('Inbox.Filters')
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menuId = useId()
  const close = useCallback(() => setOpen(false), [])
  const part = usePart('button', {
    render,
    ref: useRefs(ref, button),
    state: { open: isOpen, chosen: category !== null },
    own: {
      type: 'button',
      className: 'inbox-icon-button',
      title: text('filter'),
      'aria-label': text('filter'),
      'aria-haspopup': 'menu',
      'aria-expanded': isOpen,
      'aria-controls': isOpen ? menuId : undefined,
      onClick: () => setOpen(!isOpen),
      children: <FilterIcon />,
    },
    props,
  })
  if (category === null && (filter.category !== undefined || categories.length < 2)) return null
  return (
    <>
      {name !== null && (
        <button
          type="button"
          className="inbox-chip"
          title={text('onlyCategory', { name })}
          aria-label={text('onlyCategory', { name })}
          onClick={() => {
            setCategory(null)
            button.current?.focus()
          }}
        >
          <span className="inbox-caption">{name}</span>
          <CloseIcon />
        </button>
      )}
      {part}
      {isOpen && (
        <FilterMenu
          id={menuId}
          opener={button}
          categories={categories}
          chosen={category}
          onChoose={setCategory}
          onClose={close}
        />
      )}
    </>
  )
})
