'use client'

import { forwardRef, type MouseEvent } from 'react'
import { usePicked } from '../hooks/use-readable.js'
import { useItemContext } from '../item/context.js'
import { usePanel } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { tickUpTo, toggle } from './selection.js'

export type SelectProps = PartProps<'input'>

/**
 * Ticks the item; with Shift, all from the one that was ticked last. The stylesheet puts it in the avatar's place
 * while something is ticked, while the avatar is hovered, and while it has the focus.
 */
export const Select: Part<HTMLInputElement, SelectProps> = forwardRef(function Select(
  { render, ...props },
  ref,
) {
  const { notification, tabIndex, titleId } = useItemContext('Inbox.Select')
  const { inbox, shortcuts } = useRoot('Inbox.Select')
  const { selection, filter } = usePanel('Inbox.Select')
  const text = useLaterText('Inbox.Select')
  const { id } = notification
  const isTicked = usePicked(selection, (ticked) => ticked?.has(id) ?? false, false)
  return usePart('input', {
    render,
    ref,
    state: { selected: isTicked },
    own: {
      type: 'checkbox',
      className: 'inbox-checkbox inbox-select',
      id: `${titleId}select`,
      'aria-label': text('select'),
      'aria-labelledby': `${titleId}select ${titleId}`,
      'aria-keyshortcuts': shortcuts ? 'x' : undefined,
      tabIndex,
      checked: isTicked,
      onChange: ({ nativeEvent }: { nativeEvent: Event }) => {
        const isRange = (nativeEvent as Event & Partial<MouseEvent>).shiftKey
        if (isRange) tickUpTo(selection, id, inbox.feed(filter).get().ids)
        else toggle(selection, id)
      },
    },
    props,
  })
})
