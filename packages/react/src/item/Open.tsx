'use client'

import { forwardRef, type MouseEvent } from 'react'
import { safeHref } from '../links/safe-href.js'
import { useOpenNotification } from '../links/use-open-notification.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { inOrder } from '../text/Isolated.js'
import { useText } from '../text/use-text.js'
import { useItemContext } from './context.js'

export type OpenProps = PartProps<'a'>

/**
 * The title. Opens the notification and marks it read: an `<a>` when it has a `url` that may be a link, else a
 * `<button>`. The stylesheet stretches it over the whole item.
 */
export const Open: Part<HTMLAnchorElement, OpenProps> = forwardRef(function Open({ render, ...props }, ref) {
  const { notification, tabIndex, titleId } = useItemContext('Inbox.Open')
  const text = useText('Inbox.Open')
  const open = useOpenNotification('Inbox.Open')
  const href = safeHref(notification.url)
  const isUnread = !notification.readAt
  return usePart(href ? 'a' : 'button', {
    render,
    ref,
    state: { unread: isUnread, unseen: !notification.seenAt },
    own: {
      id: titleId,
      className: 'inbox-open',
      ...(href ? { href } : { type: 'button' }),
      tabIndex,
      onClick: (event: MouseEvent) => open(event, notification, href),
      onAuxClick: (event: MouseEvent) => event.button === 1 && open(event, notification, href),
      children: (
        <>
          {isUnread && (
            <>
              <bdi className="inbox-hidden">{text('unreadItem')}</bdi>{' '}
            </>
          )}
          {inOrder(notification.title)}
        </>
      ),
    },
    props,
  })
})
