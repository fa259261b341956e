'use client'

import { type ReactElement, type ReactNode, type RefObject, useState } from 'react'
import { OwnTime } from '../snooze/OwnTime.js'
import { Presets } from '../snooze/Presets.js'
import { useLaterText } from '../text/use-later-text.js'
import { MenuBox } from './MenuBox.js'

export interface MenuProps {
  id: string
  /** Where it is placed, and where the focus goes back to. */
  opener: RefObject<HTMLElement | null>
  onSnooze: (until: Date) => void
  onClose: () => void
}

interface PagesProps extends MenuProps {
  start: 'acts' | 'snooze'
  /** Entries of the first page. @param wasSnoozing whether the page of times was left for it */
  acts?: (toSnooze: () => void, wasSnoozing: boolean) => ReactNode
}

/** A menu of up to three pages: what can be done, until when to snooze, and a time of one's own. */
export function Menu({ id, opener, onSnooze, onClose, start, acts }: PagesProps): ReactElement {
  const text = useLaterText('Inbox.More')
  const [{ page, last }, setPages] = useState<Record<'page' | 'last', 'acts' | 'snooze' | 'own'>>({
    page: start,
    last: start,
  })
  const go = (next: typeof page) => setPages({ page: next, last: page })
  const onBack = start === 'acts' ? () => go('acts') : undefined
  return (
    <MenuBox
      id={id}
      opener={opener}
      page={page}
      label={text(page === 'acts' ? 'more' : 'snoozeUntil')}
      isForm={page === 'own'}
      onBack={page === 'snooze' ? onBack : undefined}
      onClose={onClose}
    >
      {page === 'acts' && acts?.(() => go('snooze'), last === 'snooze')}
      {page === 'snooze' && (
        <Presets wasOwn={last === 'own'} onBack={onBack} onChoose={onSnooze} onOwn={() => go('own')} />
      )}
      {page === 'own' && <OwnTime onChoose={onSnooze} onBack={() => go('snooze')} />}
    </MenuBox>
  )
}
