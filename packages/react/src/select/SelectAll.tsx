'use client'

import { type ReactElement, useEffect, useRef } from 'react'
import { useLaterText } from '../text/use-later-text.js'

interface SelectAllProps {
  chosen: number
  of: number
  onAll: (all: boolean) => void
}

/** Ticks all that were loaded, or none; in between while some are. */
export function SelectAll({ chosen, of, onAll }: SelectAllProps): ReactElement {
  const text = useLaterText('Inbox.BulkBar')
  const box = useRef<HTMLInputElement>(null)
  const isAll = of > 0 && chosen === of
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosen > 0 && !isAll
  }, [chosen, isAll])
  return (
    <input
      ref={box}
      type="checkbox"
      className="inbox-checkbox"
      aria-label={text('selectAll')}
      checked={isAll}
      onChange={() => onAll(!isAll)}
    />
  )
}
