'use client'

import type { QuietHours as Hours } from '@inboxkit/protocol'
import { forwardRef, type ReactElement, useState } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { QuietSpanFields } from './QuietSpanFields.js'
import { Setting } from './Setting.js'
import { days, linesOf, type QuietLine, scheduleOf, usualSpan } from './schedule.js'
import { Toggle } from './Toggle.js'
import { nameOfZone, ownZone, timeZones } from './time-zones.js'
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
  const drawn = usePart('div', {
    render,
    ref,
    state: { enabled: hours?.enabled },
    own: {
      role: 'group',
      'aria-label': text('quietHours'),
      className: 'inbox-section',
      children: hours && (
        <>
          <Setting name={text('quietHours')} explanation={text('quietHoursText')} isHead fault={fault}>
            <Toggle
              aria-label={text('quietHours')}
              checked={hours.enabled}
              onTurn={() => change({ quietHours: turned(hours) })}
            />
          </Setting>
          {hours.enabled && (
            <Fields hours={hours} write={(given) => change({ quietHours: { ...hours, ...given } })} />
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
  if (enabled || linesOf(schedule).length > 0) return { ...hours, enabled: !enabled }
  return {
    enabled: true,
    schedule: scheduleOf([{ ...usualSpan, days }]),
    timeZone: timeZone ?? ownZone(),
  }
}

const nameOf = (lines: readonly QuietLine[]): string => JSON.stringify(scheduleOf(lines))

interface FieldsProps {
  hours: Hours
  write: (given: Partial<Hours>) => void
}

function Fields({ hours, write }: FieldsProps): ReactElement {
  const text = usePreferencesText(part)
  // As its user left them: a line without a day stays, and none changes its place.
  const [kept, keep] = useState<readonly QuietLine[]>([{ ...usualSpan, days: [] }])
  const saved = linesOf(hours.schedule)
  const lines = nameOf(kept) === nameOf(saved) ? kept : saved
  const setLine = (at: number, line: QuietLine) => {
    const next = lines.with(at, line)
    keep(next)
    write({ schedule: scheduleOf(next) })
  }
  return (
    <>
      {lines.map((line, at) => (
        <QuietSpanFields
          // A line is known by its place: what else there is of it is being changed.
          key={at}
          line={line}
          onChange={(next) => setLine(at, next)}
        />
      ))}
      <label className="inbox-preference">
        <span className="inbox-preference-words">{text('timeZone')}</span>
        <select
          className="inbox-input"
          value={hours.timeZone ?? ''}
          onChange={({ target }) => write({ timeZone: target.value || null })}
        >
          {!hours.timeZone && <option value="">{text('profileZone')}</option>}
          {timeZones(hours.timeZone).map((zone) => (
            <option key={zone} value={zone}>
              {nameOfZone(zone)}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
