'use client'

import { forwardRef } from 'react'
import { useCount } from '../hooks/use-counts.js'
import { CheckAllIcon } from '../icons/icons.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'

export type MarkAllReadProps = PartProps<'button'>

/** Marks everything read that its user can see. Stays focusable while there is nothing unread, but does nothing. */
export const MarkAllRead: Part<HTMLButtonElement, MarkAllReadProps> = forwardRef(function MarkAllRead(
  { render, ...props },
  ref,
) {
  const { inbox, report } = useRoot('Inbox.MarkAllRead')
  const text = useText('Inbox.MarkAllRead')
  const isDone = !useCount('unread')
  return usePart('button', {
    render,
    ref,
    state: { disabled: isDone },
    own: {
      type: 'button',
      className: 'inbox-icon-button',
      title: text('markAllRead'),
      'aria-label': text('markAllRead'),
      'aria-disabled': isDone,
      onClick: () => {
        if (!isDone) inbox.markAllRead().then(() => report(null), report)
      },
      children: <CheckAllIcon />,
    },
    props,
  })
})
