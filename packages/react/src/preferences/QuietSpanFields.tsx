'use client'

import type { QuietDay } from '@inboxkit/protocol'
import { type ReactElement, useLayoutEffect, useRef } from 'react'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { days } from './nights.js'
import { isOverMidnight, type QuietLine, toField } from './schedule.js'

const part = 'Preferences.QuietHours'

interface FieldsProps {
  line: QuietLine
  onChange: (line: QuietLine) => void
}

/** 1 January 2024 was a Monday. */
const dayName = (day: QuietDay, locale: string, weekday: 'short' | 'long'): string =>
  new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + days.indexOf(day)),
  )

/** One span: its days, and from when to when. */
export function QuietSpanFields({ line, onChange }: FieldsProps): ReactElement {
  const { locale } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const toggle = (day: QuietDay) =>
    onChange({
      ...line,
      days: line.days.includes(day) ? line.days.filter((one) => one !== day) : [...line.days, day],
    })
  return (
    <div className="inbox-preference">
      <fieldset className="inbox-buttons inbox-days" aria-label={text('quietDays')}>
        {days.map((day) => {
          const isOn = line.days.includes(day)
          return (
            <button
              key={day}
              type="button"
              className="inbox-button"
              data-primary={isOn ? '' : undefined}
              aria-pressed={isOn}
              title={dayName(day, locale, 'long')}
              onClick={() => toggle(day)}
            >
              {dayName(day, locale, 'short')}
            </button>
          )
        })}
      </fieldset>
      <div className="inbox-buttons">
        <TimeField
          name={text('quietFrom')}
          value={line.from}
          onChange={(from) => onChange({ ...line, from })}
        />
        <TimeField name={text('quietTo')} value={line.to} onChange={(to) => onChange({ ...line, to })} />
        {isOverMidnight(line) && <span className="inbox-field-row">{text('nextDay')}</span>}
      </div>
    </div>
  )
}

interface TimeFieldProps {
  name: string
  value: string
  onChange: (value: string) => void
}

/** A time of day. It keeps what is half written, which a value that is held from outside would wipe out. */
function TimeField({ name, value, onChange }: TimeFieldProps): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  const shown = toField(value)
  useLayoutEffect(() => {
    if (input.current) input.current.value = shown
  }, [shown])
  return (
    <label className="inbox-field-row">
      {name}
      <input
        ref={input}
        type="time"
        className="inbox-input"
        defaultValue={shown}
        onChange={({ target }) => {
          if (target.value) onChange(target.value)
        }}
        onBlur={({ target }) => {
          target.value ||= shown
        }}
      />
    </label>
  )
}
