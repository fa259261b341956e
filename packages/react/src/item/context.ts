'use client'

import type { Notification } from '@inboxkit/protocol'
import { type Context, createContext, useContext } from 'react'

export interface ItemValue {
  notification: Notification
  /** Its time is over: it is still shown, and nothing can be done with it. */
  isExpired: boolean
  /** For the item's own controls: only the current row's are tab stops. */
  tabIndex: 0 | -1
  titleId: string
}

export const ItemContext: Context<ItemValue | null> = createContext<ItemValue | null>(null)

export function useItemContext(part: string): ItemValue {
  const item = useContext(ItemContext)
  if (!item) throw new Error(`${part} belongs inside <Inbox.Item>.`)
  return item
}
