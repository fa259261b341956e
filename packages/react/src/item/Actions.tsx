'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'

export type ActionsProps = PartProps<'div'>

/**
 * Holds an item's buttons. The stylesheet shows them in the time's place on hover and focus; on touch screens `More`
 * alone, always.
 */
export const Actions: Part<HTMLDivElement, ActionsProps> = forwardRef(function Actions(
  { render, ...props },
  ref,
) {
  useItemContext('Inbox.Actions')
  return usePart('div', { render, ref, own: { className: 'inbox-actions' }, props })
})
