'use client'

import { forwardRef } from 'react'
import { CloseIcon } from '../icons/icons.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useOpen } from '../root/context.js'
import { useText } from '../text/use-text.js'

export type CloseProps = PartProps<'button'>

/** Closes the panel. The stylesheet shows it in the sheets, where there is no bell beside. */
export const Close: Part<HTMLButtonElement, CloseProps> = forwardRef(function Close(
  { render, ...props },
  ref,
) {
  const text = useText('Inbox.Close')
  const { setOpen } = useOpen()
  return usePart('button', {
    render,
    ref,
    own: {
      type: 'button',
      className: 'inbox-icon-button inbox-close',
      title: text('close'),
      'aria-label': text('close'),
      onClick: () => setOpen(false),
      children: <CloseIcon />,
    },
    props,
  })
})
