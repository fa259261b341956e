'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'
import { useActs } from './use-acts.js'

export type MarkReadProps = PartProps<'button'>

/** Marks the item read, or unread again. */
export const MarkRead: Part<HTMLButtonElement, MarkReadProps> = forwardRef(function MarkRead(
  { render, ...props },
  ref,
) {
  const { notification, tabIndex } = useItemContext('Inbox.MarkRead')
  const { name, icon, run } = useActs('Inbox.MarkRead').toggleRead
  return usePart('button', {
    render,
    ref,
    state: { unread: !notification.readAt },
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
