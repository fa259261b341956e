'use client'

import type { Inbox, WebPushOptions } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { type ReactElement, useEffect, useReducer, useState } from 'react'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { Fault } from './Fault.js'
import { Setting } from './Setting.js'
import { Toggle } from './Toggle.js'

const part = 'Preferences.Devices'

interface WebPushProps {
  inbox: Inbox
  options: WebPushOptions
  isOn: boolean
  /** It was turned on or off. */
  onChange: () => void
}

const isSupported = (): boolean =>
  'PushManager' in window && 'Notification' in window && 'serviceWorker' in navigator

/** Draws again when its user comes back to the page, perhaps from the browser's settings. */
function useComingBack(): void {
  const [, draw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    window.addEventListener('focus', draw)
    return () => window.removeEventListener('focus', draw)
  }, [])
}

/** Whether messages are pushed to this browser. Turned on it asks for the browser's permission. */
export function WebPush({ inbox, options, isOn, onChange }: WebPushProps): ReactElement {
  const text = usePreferencesText(part)
  const [wanted, setWanted] = useState<boolean>()
  const [problem, setProblem] = useState<Problem>()
  useComingBack()
  const state = !isSupported() ? 'Unsupported' : Notification.permission === 'denied' ? 'Denied' : 'Text'
  const turn = async (next: boolean) => {
    setWanted(next)
    setProblem(undefined)
    try {
      await (next ? inbox.account.registerWebPush(options) : inbox.account.unregisterWebPush())
      onChange()
    } catch (reason) {
      // Whoever said no, or closed the question, knows it.
      if ((reason as Problem).code !== 'push_denied') setProblem(reason as Problem)
      setWanted(undefined)
    }
  }
  return (
    <Setting
      name={text('push')}
      explanation={text(`push${state}`)}
      fault={problem && <Fault part={part} problem={problem} />}
    >
      {state === 'Text' && (
        <Toggle
          aria-label={text('push')}
          checked={wanted ?? isOn}
          onTurn={() => void turn(!(wanted ?? isOn))}
        />
      )}
    </Setting>
  )
}
