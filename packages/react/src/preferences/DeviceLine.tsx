'use client'

import type { Device } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { type ReactElement, useLayoutEffect, useRef, useState } from 'react'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { Fault } from './Fault.js'
import { Setting } from './Setting.js'

const part = 'Preferences.Devices'
const dayMs = 86_400_000

interface DeviceLineProps {
  device: Device
  isThis: boolean
  remove: () => Promise<void>
  onRemoved: () => void
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** Days are as exact as the server is. */
const daysAgo = (at: string, locale: string): string =>
  new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(
    Math.min(0, Math.round((Date.parse(at) - Date.now()) / dayMs)),
    'day',
  )

/** One device. To remove it, its user is asked once more; then it is gone at once, and back where that is refused. */
export function DeviceLine(props: DeviceLineProps): ReactElement | null {
  const { device, isThis, remove, onRemoved } = props
  const { locale } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const [isAsking, setAsking] = useState<boolean>()
  const [isGone, setGone] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const first = useRef<HTMLButtonElement>(null)
  const kind = device.browserType ?? (device.deviceType === 'browser' ? null : device.deviceType)
  const name = kind ? capital(kind) : text('someDevice')
  // From the button that asked to the answer that does no harm, and back.
  useLayoutEffect(() => {
    if (isAsking !== undefined) first.current?.focus()
  }, [isAsking])
  const go = (from: HTMLElement) => {
    from.closest<HTMLElement>('[tabindex]')?.focus()
    setGone(true)
    remove().then(onRemoved, (reason: Problem) => {
      setGone(false)
      setAsking(undefined)
      setProblem(reason)
    })
  }
  const used = text('lastUsed', { name: daysAgo(device.lastSeenAt, locale) })
  if (isGone) return null
  return (
    <Setting
      name={name}
      explanation={isAsking ? text('removeDeviceText') : isThis ? `${text('thisDevice')} · ${used}` : used}
      fault={problem && <Fault part={part} problem={problem} />}
    >
      <div className="inbox-buttons">
        {isAsking && (
          <button ref={first} type="button" className="inbox-button" onClick={() => setAsking(false)}>
            {text('keepDevice')}
          </button>
        )}
        <button
          ref={isAsking ? undefined : first}
          key={String(isAsking ?? false)}
          type="button"
          className="inbox-button"
          data-primary={isAsking ? '' : undefined}
          aria-label={`${text('removeDevice')}: ${name}`}
          onClick={({ currentTarget }) => (isAsking ? go(currentTarget) : setAsking(true))}
        >
          {text('removeDevice')}
        </button>
      </div>
    </Setting>
  )
}
