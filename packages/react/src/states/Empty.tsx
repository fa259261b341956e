'use client'

import { forwardRef } from 'react'
import { InboxIcon } from '../icons/icons.js'
import { usePanel, usePanelFeed } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'

export type EmptyProps = PartProps<'div'>

/** Stands in the list's place when there is nothing in it. */
export const Empty: Part<HTMLDivElement, EmptyProps> = forwardRef(function Empty({ render, ...props }, ref) {
  const { tab } = usePanel('Inbox.Empty')
  const { status, ids, waiting } = usePanelFeed('Inbox.Empty')
  const text = useText('Inbox.Empty')
  const part = usePart('div', {
    render,
    ref,
    own: {
      className: 'inbox-empty',
      children: (
        <>
          <InboxIcon />
          <p className="inbox-empty-title">{text('emptyTitle')}</p>
          <p className="inbox-empty-text">{text(tab === 'unread' ? 'emptyUnreadText' : 'emptyText')}</p>
        </>
      ),
    },
    props,
  })
  return status.kind === 'ready' && ids.length + waiting === 0 ? part : null
})
