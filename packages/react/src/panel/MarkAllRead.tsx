'use client'

import { forwardRef } from 'react'
import { usePicked } from '../hooks/use-readable.js'
import { CheckAllIcon } from '../icons/icons.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { usePerform } from '../toast/use-perform.js'
import { usePanelFeed } from './context.js'

export type MarkAllReadProps = PartProps<'button'>

/** Marks everything read that the current tab shows. Stays focusable while there is nothing unread, but does nothing. */
export const MarkAllRead: Part<HTMLButtonElement, MarkAllReadProps> = forwardRef(function MarkAllRead(
  { render, ...props },
  ref,
) {
  const { inbox } = useRoot('Inbox.MarkAllRead')
  const { feed } = usePanelFeed('Inbox.MarkAllRead')
  const perform = usePerform('Inbox.MarkAllRead')
  const text = useText('Inbox.MarkAllRead')
  const unread = usePicked(feed.counts, (counts) => counts?.unread ?? 0, 0)
  const isDone = unread === 0
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
        if (!isDone) perform(inbox.markAllRead(feed.filter), 'saidAllRead', unread)
      },
      children: <CheckAllIcon />,
    },
    props,
  })
})
