'use client'

import type { Notification, NotificationId } from '@inboxkit/protocol'
import { useMemo } from 'react'
import { useInbox } from '../provider/context.js'
import { useReadable } from './use-readable.js'

/** One notification as it is shown: confirmed truth with what the user just did laid over it. `undefined` = gone. */
export function useItem(id: NotificationId): Notification | undefined {
  const inbox = useInbox()
  const item = useMemo(() => inbox.item(id), [inbox, id])
  return useReadable(item, undefined)
}
