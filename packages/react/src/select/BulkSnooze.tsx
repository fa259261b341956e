'use client'

import { type ReactElement, useCallback, useId, useRef, useState } from 'react'
import { ClockIcon } from '../icons/icons.js'
import { Menu } from '../menu/Menu.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { BulkButton } from './BulkButton.js'

/** Asks until when all that is ticked shall be out of sight. */
export function BulkSnooze({
  isIdle,
  onSnooze,
}: {
  isIdle: boolean
  onSnooze: (until: Date) => void
}): ReactElement {
  const { shortcuts } = useRoot('Inbox.BulkBar')
  const text = useLaterText('Inbox.BulkBar')
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = useCallback(() => setOpen(false), [])
  return (
    <>
      <BulkButton
        ref={button}
        name={text('snooze')}
        icon={<ClockIcon />}
        isIdle={isIdle}
        data-open={isOpen ? '' : undefined}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-keyshortcuts={shortcuts ? 's' : undefined}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && <Menu id={id} opener={button} start="snooze" onSnooze={onSnooze} onClose={close} />}
    </>
  )
}
