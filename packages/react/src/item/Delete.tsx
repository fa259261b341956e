'use client'

import { forwardRef } from 'react'
import type { Part, PartProps } from '../part/use-part.js'
import { useActPart } from './use-act-part.js'
import { useActs } from './use-acts.js'

export type DeleteProps = PartProps<'button'>

/** Deletes the item. */
export const Delete: Part<HTMLButtonElement, DeleteProps> = forwardRef(function Delete(props, ref) {
  return useActPart('Inbox.Delete', useActs('Inbox.Delete').remove, { props, ref })
})
