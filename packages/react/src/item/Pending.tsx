'use client'

import { forwardRef, useMemo } from 'react'
import { useLate } from '../hooks/use-late.js'
import { useReadable } from '../hooks/use-readable.js'
import { ClockIcon } from '../icons/icons.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { useItemContext } from './context.js'

export type PendingProps = PartProps<'span'>

/** A small clock while an act on this notification has waited for the server's answer for more than a second. */
export const Pending: Part<HTMLSpanElement, PendingProps> = forwardRef(function Pending(
  { render, ...props },
  ref,
) {
  const { notification } = useItemContext('Inbox.Pending')
  const { inbox } = useRoot('Inbox.Pending')
  const text = useText('Inbox.Pending')
  const pending = useMemo(() => inbox.isPending(notification.id), [inbox, notification.id])
  const isLate = useLate(useReadable(pending, false), 1000)
  const part = usePart('span', {
    render,
    ref,
    own: {
      role: 'img',
      className: 'inbox-pending',
      title: text('pending'),
      'aria-label': text('pending'),
      children: <ClockIcon />,
    },
    props,
  })
  return isLate ? part : null
})
