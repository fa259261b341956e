'use client'

import { forwardRef } from 'react'
import { ClockIcon } from '../icons/icons.js'
import { useMenuPart } from '../menu/use-menu-part.js'
import type { Part, PartProps } from '../part/use-part.js'
import { useLaterText } from '../text/use-later-text.js'
import { useActs } from './use-acts.js'

export type SnoozeProps = PartProps<'button'>

/** Asks until when the item shall be out of sight; brings back what is snoozed. Not there in the archive. */
export const Snooze: Part<HTMLButtonElement, SnoozeProps> = forwardRef(function Snooze(props, ref) {
  const { snooze, unsnooze } = useActs('Inbox.Snooze')
  const name = useLaterText('Inbox.Snooze')('snooze')
  const opening = snooze && { name, icon: <ClockIcon />, keys: 's' }
  return useMenuPart('Inbox.Snooze', unsnooze ?? opening, { page: 'snooze', props, ref })
})
