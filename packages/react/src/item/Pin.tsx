'use client'

import { forwardRef } from 'react'
import type { Part, PartProps } from '../part/use-part.js'
import { useActPart } from './use-act-part.js'
import { useActs } from './use-acts.js'

export type PinProps = PartProps<'button'>

/** Pins the item to the top of the inbox, or lets go of it. Not there where it is snoozed or in the archive. */
export const Pin: Part<HTMLButtonElement, PinProps> = forwardRef(function Pin(props, ref) {
  return useActPart('Inbox.Pin', useActs('Inbox.Pin').pin, { props, ref })
})
