'use client'

import type { Notification } from '@inboxkit/protocol'
import { forwardRef, useContext, useId, useMemo } from 'react'
import { usePicked, useReadable } from '../hooks/use-readable.js'
import { RowContext } from '../list/row-context.js'
import { PanelContext, type Selection } from '../panel/context.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { createValue, type Value } from '../root/value.js'
import { ItemContext } from './context.js'
import { useIsPast } from './use-is-past.js'

export interface ItemProps extends PartProps<'article'> {
  notification: Notification
}

/** Where there is no panel. */
const none: Value<Selection> = createValue<Selection>(null)

/** One notification. In a list it is a stop for arrow keys, named by its title. */
export const Item: Part<HTMLElement, ItemProps> = forwardRef(function Item(
  { render, notification, children, ...props },
  ref,
) {
  const { inbox } = useRoot('Inbox.Item')
  const { selection = none } = useContext(PanelContext) ?? {}
  const row = useContext(RowContext)
  const titleId = useId()
  const tabIndex = !row || row.current ? 0 : -1
  const { id, readAt, seenAt, state, archivedAt, snoozedUntil, pinnedAt, expiresAt } = notification
  const isExpired = useIsPast(expiresAt)
  const isBack = useIsPast(snoozedUntil)
  const pending = useMemo(() => inbox.isPending(id), [inbox, id])
  const isPending = useReadable(pending, false)
  const isSelected = usePicked(selection, (ids) => ids?.has(id) ?? false, false)
  const value = useMemo(
    () => ({ notification, isExpired, tabIndex, titleId }) as const,
    [notification, isExpired, tabIndex, titleId],
  )
  return usePart('article', {
    render,
    ref,
    state: {
      unread: !readAt,
      unseen: !seenAt,
      pinned: pinnedAt !== undefined,
      snoozed: snoozedUntil !== undefined && !isBack,
      archived: archivedAt !== undefined,
      expired: isExpired,
      pending: isPending,
      selected: isSelected,
      state: state ?? undefined,
    },
    own: {
      className: 'inbox-item',
      tabIndex,
      'aria-labelledby': titleId,
      'aria-posinset': row?.position,
      'aria-setsize': row?.size,
    },
    props: {
      ...props,
      children: (
        <ItemContext.Provider value={value}>
          {!readAt && <span className="inbox-dot" aria-hidden="true" />}
          {children}
        </ItemContext.Provider>
      ),
    },
  })
})
