'use client'

import type { Notification } from '@inboxkit/protocol'
import { forwardRef, useContext, useId, useMemo } from 'react'
import { RowContext } from '../list/row-context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { ItemContext } from './context.js'

export interface ItemProps extends PartProps<'article'> {
  notification: Notification
}

/** One notification. In a list it is a stop for arrow keys, named by its title. */
export const Item: Part<HTMLElement, ItemProps> = forwardRef(function Item(
  { render, notification, children, ...props },
  ref,
) {
  useRoot('Inbox.Item')
  const row = useContext(RowContext)
  const titleId = useId()
  const tabIndex = !row || row.current ? 0 : -1
  const value = useMemo(
    () => ({ notification, tabIndex, titleId }) as const,
    [notification, tabIndex, titleId],
  )
  return usePart('article', {
    render,
    ref,
    state: {
      unread: !notification.readAt,
      unseen: !notification.seenAt,
      state: notification.state ?? undefined,
    },
    own: {
      className: 'inbox-item',
      tabIndex,
      'aria-labelledby': titleId,
      'aria-posinset': row?.position,
      'aria-setsize': row?.size,
    },
    props: {
      ...props,
      children: (
        <ItemContext.Provider value={value}>
          {!notification.readAt && <span className="inbox-dot" aria-hidden="true" />}
          {children}
        </ItemContext.Provider>
      ),
    },
  })
})
