'use client'

import { type ReactElement, useState } from 'react'
import { BackIcon, CalendarIcon } from '../icons/menu-icons.js'
import { Entry } from '../menu/Entry.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { presetsAt } from './presets-at.js'

interface PresetsProps {
  /** Whether the page of one's own time was left for this one. */
  wasOwn: boolean
  onBack: (() => void) | undefined
  onChoose: (until: Date) => void
  onOwn: () => void
}

/** Times that are often meant, each with its clock time, and the way to one's own. */
export function Presets({ wasOwn, onBack, onChoose, onOwn }: PresetsProps): ReactElement {
  const { locale } = useRoot('Inbox.Snooze')
  const text = useLaterText('Inbox.Snooze')
  const [presets] = useState(() => presetsAt(new Date()))
  const clock = (at: Date) => at.toLocaleTimeString(locale, { timeStyle: 'short' })
  const weekday = (at: Date) => at.toLocaleDateString(locale, { weekday: 'short' })
  return (
    <>
      {onBack && <Entry name={text('back')} icon={<BackIcon />} onChoose={onBack} />}
      {presets.map(({ name, at }, index) => (
        <Entry
          key={name}
          name={text(name)}
          hint={
            <span className="inbox-menu-hint">
              {name === 'nextWeek' && `${weekday(at)} `}
              {clock(at)}
            </span>
          }
          start={index === 0 && !wasOwn}
          onChoose={() => onChoose(at)}
        />
      ))}
      <Entry name={text('pickTime')} hint={<CalendarIcon />} opens="dialog" start={wasOwn} onChoose={onOwn} />
    </>
  )
}
