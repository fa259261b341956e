'use client'

import { type FormEvent, type ReactElement, useId, useRef, useState } from 'react'
import { useLaterText } from '../text/use-later-text.js'
import { latestFrom, readLocal, toLocal } from './local-time.js'

interface OwnTimeProps {
  onChoose: (until: Date) => void
  onBack: () => void
}

/** A day and a time of one's own. */
export function OwnTime({ onChoose, onBack }: OwnTimeProps): ReactElement {
  const text = useLaterText('Inbox.Snooze')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [now] = useState(() => new Date())
  const [fault, setFault] = useState<Exclude<ReturnType<typeof readLocal>, Date>>()

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readLocal(input.current?.value ?? '', new Date())
    if (read instanceof Date) return onChoose(read)
    setFault(read)
    input.current?.focus()
  }
  return (
    <form className="inbox-own-time" noValidate onSubmit={submit}>
      <label htmlFor={`${id}input`}>{text('snoozeUntil')}</label>
      <input
        ref={input}
        id={`${id}input`}
        type="datetime-local"
        className="inbox-input"
        min={toLocal(now)}
        max={toLocal(latestFrom(now))}
        required
        aria-invalid={fault !== undefined}
        aria-describedby={fault && `${id}fault`}
        onChange={() => setFault(undefined)}
      />
      <span id={`${id}fault`} className="inbox-fault" role="alert">
        {fault && text(fault)}
      </span>
      <div className="inbox-buttons">
        <button type="submit" className="inbox-button" data-primary="">
          {text('snooze')}
        </button>
        <button type="button" className="inbox-button" onClick={onBack}>
          {text('back')}
        </button>
      </div>
    </form>
  )
}
