'use client'

import { useState } from 'react'
import { useItemContext } from '../item/context.js'
import { useRoot } from '../root/context.js'
import { draftKey, draftsOf } from './drafts.js'

/** A value that is still there when its form is drawn anew. */
export function useDraft(blockId: string): [value: string, set: (value: string) => void] {
  const { notification } = useItemContext('Inbox.Blocks')
  const { inbox } = useRoot('Inbox.Blocks')
  const key = draftKey(notification.id, blockId)
  const drafts = draftsOf(inbox)
  const [value, setValue] = useState(() => drafts.get(key) ?? '')
  const set = (next: string) => {
    drafts.set(key, next)
    setValue(next)
  }
  return [value, set]
}
