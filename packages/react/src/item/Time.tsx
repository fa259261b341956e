'use client'

import { forwardRef, type PointerEvent, useSyncExternalStore } from 'react'
import { PinIcon } from '../icons/icons.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { subscribeTicks } from '../text/ticker.js'
import { fullTime, shortAge, shortDue } from '../text/time.js'
import { useText } from '../text/use-text.js'
import { useItemContext } from './context.js'
import { PendingClock } from './PendingClock.js'

export type TimeProps = PartProps<'time'>

/**
 * How long ago, kept up to date, or when a snoozed item comes back; day and time in full in its tooltip, once it is pointed at. A pin stands
 * before it where the item is pinned, and a small clock while a change has waited for the server for over a second.
 */
export const Time: Part<HTMLTimeElement, TimeProps> = forwardRef(function Time({ render, ...props }, ref) {
  const { notification, isExpired } = useItemContext('Inbox.Time')
  const { locale } = useRoot('Inbox.Time')
  const text = useText('Inbox.Time')
  const { id, createdAt, snoozedUntil, pinnedAt } = notification
  const created = Date.parse(createdAt)
  const due = snoozedUntil === undefined ? Number.NaN : Date.parse(snoozedUntil)
  const read = () => {
    const now = Date.now()
    return due > now ? shortDue(due, now, locale) : shortAge(created, now, locale)
  }
  const words = useSyncExternalStore(subscribeTicks, read, read)
  const at = due > Date.now() ? due : created
  return usePart('time', {
    render,
    ref,
    own: {
      className: 'inbox-time',
      dateTime: at === due ? snoozedUntil : createdAt,
      // Nobody waits for it.
      onPointerEnter: ({ currentTarget }: PointerEvent<HTMLElement>) => {
        currentTarget.title = fullTime(at, locale)
      },
      children: (
        <>
          <PendingClock id={id} />
          {pinnedAt !== undefined && (
            <span className="inbox-pinned" title={text('pinned')}>
              <span className="inbox-hidden">{text('pinned')}</span>
              <PinIcon />
            </span>
          )}
          {isExpired ? text('expired') : words}
        </>
      ),
    },
    props,
  })
})
