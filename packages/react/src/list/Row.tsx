'use client'

import type { Notification } from '@inboxkit/protocol'
import { memo, type NamedExoticComponent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useItem } from '../hooks/use-item.js'
import { RowContext } from './row-context.js'
import { useFold } from './use-fold.js'
import type { WatchSeen } from './use-seen.js'

interface RowProps {
  id: number
  position: number
  size: number
  current: boolean
  leaving: boolean
  arrived: boolean
  watchSeen: WatchSeen
  children: (notification: Notification) => ReactNode
}

/** One place in the list. Follows its own notification, so a change to it draws nothing but this row. */
export const Row: NamedExoticComponent<RowProps> = memo(function Row(props: RowProps) {
  const { id, position, size, current, leaving, arrived, watchSeen, children } = props
  const row = useRef<HTMLDivElement>(null)
  const shown = useItem(id)
  // What was deleted is drawn once more while its row folds away.
  const [last, keep] = useState(shown)
  if (shown && shown !== last) keep(shown)
  const notification = shown ?? last

  useFold(row, leaving)
  const isUnseen = shown !== undefined && !shown.seenAt && !leaving
  useEffect(
    () => (isUnseen && row.current ? watchSeen(row.current, id) : undefined),
    [isUnseen, watchSeen, id],
  )

  const place = useMemo(() => ({ position, size, current }), [position, size, current])
  return (
    <div
      ref={row}
      className="inbox-row"
      data-row={id}
      data-leaving={leaving ? '' : undefined}
      data-arrived={arrived ? '' : undefined}
    >
      <RowContext.Provider value={place}>{notification && children(notification)}</RowContext.Provider>
    </div>
  )
})
