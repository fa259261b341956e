'use client'

import type { ReactNode } from 'react'
import { CheckIcon, TrashIcon, UnreadIcon } from '../icons/icons.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { usePerform } from '../toast/use-perform.js'
import { useItemContext } from './context.js'

/** One thing that can be done with an item, for a button or a menu entry. */
export interface Act {
  name: string
  icon: ReactNode
  run: () => void
}

/** What a user can do with an item. A refused act goes back, and its reason to the root. */
export function useActs(part: string): { toggleRead: Act; remove: Act } {
  const { notification } = useItemContext(part)
  const { inbox } = useRoot(part)
  const perform = usePerform(part)
  const text = useText(part)
  const { id, readAt } = notification
  return {
    toggleRead: {
      name: text(readAt ? 'markUnread' : 'markRead'),
      icon: readAt ? <UnreadIcon /> : <CheckIcon />,
      run: () => perform(readAt ? inbox.markUnread(id) : inbox.markRead(id)),
    },
    remove: {
      name: text('remove'),
      icon: <TrashIcon />,
      run: () => perform(inbox.remove(id), 'saidRemoved'),
    },
  }
}
