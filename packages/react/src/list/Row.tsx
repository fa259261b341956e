'use client'

import type { Notification } from '@inboxkit/protocol'
import {
  memo,
  type NamedExoticComponent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
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
  return <Place {...props} shown={useItem(props.id)} />
})

interface PlaceProps extends RowProps {
  shown: Notification | undefined
}

/**
 * Not one with what follows the store: of a component that sets its state while it renders, React 18 keeps the value
 * before the last, and misses it when the store goes back to that.
 */
function Place({ shown, id, children, ...props }: PlaceProps): ReactElement {
  const { position, size, current, leaving, arrived, watchSeen } = props
  const row = useRef<HTMLDivElement>(null)
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
}
