'use client'

import { forwardRef } from 'react'
import type { Part, PartProps } from '../part/use-part.js'
import { useActPart } from './use-act-part.js'
import { useActs } from './use-acts.js'

export type MarkReadProps = PartProps<'button'>

/** Marks the item read, or unread again. */
export const MarkRead: Part<HTMLButtonElement, MarkReadProps> = forwardRef(function MarkRead(props, ref) {
  return useActPart('Inbox.MarkRead', useActs('Inbox.MarkRead').toggleRead, { props, ref })
})
