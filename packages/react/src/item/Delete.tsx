'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'
import { useActs } from './use-acts.js'

export type DeleteProps = PartProps<'button'>

/** Deletes the item. */
export const Delete: Part<HTMLButtonElement, DeleteProps> = forwardRef(function Delete(
  { render, ...props },
  ref,
) {
  const { tabIndex } = useItemContext('Inbox.Delete')
  const { name, icon, run } = useActs('Inbox.Delete').remove
  return usePart('button', {
    render,
    ref,
    own: {
      type: 'button',
      className: 'inbox-icon-button',
      title: name,
      'aria-label': name,
      tabIndex,
      onClick: run,
      children: icon,
    },
    props,
  })
})
