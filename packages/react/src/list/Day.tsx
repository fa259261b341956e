'use client'

import { type ReactElement, useRef } from 'react'
import { useFold } from './use-fold.js'

/** A date head. It sticks to the top while its day goes by, and folds away with the last row of it. */
export function Day({ label, leaving }: { label: string; leaving: boolean }): ReactElement {
  const day = useRef<HTMLDivElement>(null)
  useFold(day, leaving)
  return (
    <div ref={day} className="inbox-day" data-head="" data-leaving={leaving ? '' : undefined}>
      {label}
    </div>
  )
}
