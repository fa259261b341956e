'use client'

import { forwardRef, useSyncExternalStore } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { subscribeTicks } from '../text/ticker.js'
import { fullTime, shortAge } from '../text/time.js'
import { useItemContext } from './context.js'
import { PendingClock } from './PendingClock.js'

export type TimeProps = PartProps<'time'>

/**
 * How long ago, kept up to date; day and time in full in its tooltip. A small clock stands beside it while a change
 * has waited for the server's answer for more than a second.
 */
export const Time: Part<HTMLTimeElement, TimeProps> = forwardRef(function Time({ render, ...props }, ref) {
  const { notification } = useItemContext('Inbox.Time')
  const { locale } = useRoot('Inbox.Time')
  const at = Date.parse(notification.createdAt)
  const read = () => shortAge(at, Date.now(), locale)
  const age = useSyncExternalStore(subscribeTicks, read, read)
  return usePart('time', {
    render,
    ref,
    own: {
      className: 'inbox-time',
      dateTime: notification.createdAt,
      title: fullTime(at, locale),
      children: (
        <>
          <PendingClock id={notification.id} />
          {age}
        </>
      ),
    },
    props,
  })
})
