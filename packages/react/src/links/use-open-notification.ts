'use client'

import type { Notification } from '@inboxkit/protocol'
import { type MouseEvent, useContext } from 'react'
import { PanelContext } from '../panel/context.js'
import { useRoot } from '../root/context.js'
import { ownPath } from './safe-href.js'

/** A click that asks for nothing but to go there: no new tab, no window, no download. */
export const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey, currentTarget }: MouseEvent): boolean =>
  button === 0 && !(metaKey || ctrlKey || shiftKey || altKey) && !currentTarget.getAttribute('target')

/**
 * What a click on a notification does: the host hears of it and may keep the link from being followed, it is marked
 * read, and a plain click to the page's own origin goes to the host's router, if it gave one.
 */
export function useOpenNotification(
  part: string,
): (event: MouseEvent, notification: Notification, href: string | undefined) => void {
  const { inbox, handlers, report } = useRoot(part)
  // A toast has none around it while the panel is closed.
  const panel = useContext(PanelContext)
  return (event, notification, href) => {
    const { onOpen, navigate } = handlers.current
    onOpen?.(notification, event)
    if (!notification.readAt) inbox.markRead(notification.id).catch(report)
    const isHandled = event.defaultPrevented
    const path = href && isPlain(event) && !isHandled ? ownPath(href) : undefined
    if (path !== undefined && navigate) {
      event.preventDefault()
      navigate(path, notification)
    }
    if (isHandled || (href && isPlain(event))) panel?.leave()
  }
}
