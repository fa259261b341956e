'use client'

import type { Problem } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import { usePreferencesReason } from './use-preferences-reason.js'

/** Why a change was refused, beside it and for screen readers. */
export function Fault({ part, problem }: { part: string; problem: Problem }): ReactElement {
  const reason = usePreferencesReason(part)
  return (
    <p className="inbox-fault" role="alert">
      {reason('refused', problem)}
    </p>
  )
}
