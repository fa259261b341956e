'use client'

import { forwardRef } from 'react'
import type { Part, PartProps } from '../part/use-part.js'
import { useActPart } from './use-act-part.js'
import { useActs } from './use-acts.js'

export type ArchiveProps = PartProps<'button'>

/** Archives the item; in the archive, moves it back to the inbox. */
export const Archive: Part<HTMLButtonElement, ArchiveProps> = forwardRef(function Archive(props, ref) {
  return useActPart('Inbox.Archive', useActs('Inbox.Archive').archive, { props, ref })
})
