'use client'

import { forwardRef, useCallback, useId, useRef, useState } from 'react'
import { MoreIcon } from '../icons/icons.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { useItemContext } from './context.js'
import { Menu } from './Menu.js'
import { useActs } from './use-acts.js'

export type MoreProps = PartProps<'button'>

/** Opens a menu with what can be done with the item. The stylesheet shows it on touch screens. */
export const More: Part<HTMLButtonElement, MoreProps> = forwardRef(function More({ render, ...props }, ref) {
  const { tabIndex } = useItemContext('Inbox.More')
  const { toggleRead, remove } = useActs('Inbox.More')
  const text = useText('Inbox.More')
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const menuId = useId()
  const close = useCallback(() => setOpen(false), [])
  const part = usePart('button', {
    render,
    ref: useRefs(ref, button),
    state: { open: isOpen },
    own: {
      type: 'button',
      className: 'inbox-icon-button inbox-more',
      'aria-label': text('more'),
      'aria-haspopup': 'menu',
      'aria-expanded': isOpen,
      'aria-controls': isOpen ? menuId : undefined,
      tabIndex,
      onClick: () => setOpen(!isOpen),
      children: <MoreIcon />,
    },
    props,
  })
  return (
    <>
      {part}
      {isOpen && <Menu id={menuId} opener={button} acts={[toggleRead, remove]} onClose={close} />}
    </>
  )
})
