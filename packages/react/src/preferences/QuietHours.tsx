'use client'

import type { QuietHours as Hours } from '@inboxkit/protocol'
import { forwardRef, useEffect } from 'react'
import { useLoaded } from '../inbox/use-chunk.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { moreChunk } from './more-chunk.js'
import { everyNight, ownZone } from './nights.js'
import { Setting } from './Setting.js'
import { Toggle } from './Toggle.js'
import { useChange } from './use-change.js'

export type QuietHoursProps = PartProps<'div'>

const part = 'Preferences.QuietHours'

/** When its user is not disturbed: on or off, on which days, from when to when, and in which time zone. */
export const QuietHours: Part<HTMLDivElement, QuietHoursProps> = forwardRef(function QuietHours(
  { render, ...props },
  ref,
) {
  const { page } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const [fault, change] = useChange(part)
  const hours = page?.quietHours
  const more = useLoaded(moreChunk)
  const isOn = hours?.enabled ?? false
  useEffect(() => {
    if (isOn) moreChunk.prefetch()
  }, [isOn])
  const drawn = usePart('div', {
    render,
    ref,
    state: { enabled: isOn },
    own: {
      role: 'group',
      'aria-label': text('quietHours'),
      className: 'inbox-section',
      children: hours && (
        <>
          <Setting name={text('quietHours')} explanation={text('quietHoursText')} isHead fault={fault}>
            <Toggle
              aria-label={text('quietHours')}
              checked={isOn}
              onPointerEnter={moreChunk.prefetch}
              onFocus={moreChunk.prefetch}
              onTurn={() => change({ quietHours: turned(hours) })}
            />
          </Setting>
          {isOn && more && (
            <more.QuietFields
              hours={hours}
              write={(given) => change({ quietHours: { ...hours, ...given } })}
            />
          )}
        </>
      ),
    },
    props,
  })
  return page ? drawn : null
})

/** Turned on for the first time they are the nights, where this browser is. */
const turned = (hours: Hours): Hours => {
  const { enabled, schedule, timeZone } = hours
  if (enabled || Object.values(schedule).some((spans) => spans.length > 0))
    return { ...hours, enabled: !enabled }
  return {
    enabled: true,
    schedule: everyNight(),
    timeZone: timeZone ?? ownZone(),
  }
}
