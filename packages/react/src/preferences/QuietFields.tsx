'use client'

import type { QuietHours as Hours } from '@inboxkit/protocol'
import { type ReactElement, useState } from 'react'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usualSpan } from './nights.js'
import { QuietSpanFields } from './QuietSpanFields.js'
import { linesOf, type QuietLine, scheduleOf } from './schedule.js'
import { nameOfZone, timeZones } from './time-zones.js'

const part = 'Preferences.QuietHours'

const nameOf = (lines: readonly QuietLine[]): string => JSON.stringify(scheduleOf(lines))

interface FieldsProps {
  hours: Hours
  write: (given: Partial<Hours>) => void
}

/** When they are, and where: each span with its days, and the time zone. */
export function QuietFields({ hours, write }: FieldsProps): ReactElement {
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
