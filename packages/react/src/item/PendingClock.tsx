'use client'

import { type ReactElement, useMemo } from 'react'
import { useLate } from '../hooks/use-late.js'
import { useReadable } from '../hooks/use-readable.js'
import { ClockIcon } from '../icons/icons.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'

/** A small clock while an act on a notification has waited for the server's answer for more than a second. */
export function PendingClock({ id }: { id: number }): ReactElement | null {
  const { inbox } = useRoot('Inbox.Time')
  const text = useText('Inbox.Time')
  const pending = useMemo(() => inbox.isPending(id), [inbox, id])
  const isLate = useLate(useReadable(pending, false), 1000)
  if (!isLate) return null
  return (
    <span className="inbox-pending" title={text('pending')}>
      <span className="inbox-hidden">{text('pending')}</span>
      <ClockIcon />
    </span>
  )
}
