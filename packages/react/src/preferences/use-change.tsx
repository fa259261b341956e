'use client'

import type { PreferencePageChanges, Problem } from '@inboxkit/protocol'
import { type ReactElement, useState } from 'react'
import { usePreferencesAround } from './context.js'
import { Fault } from './Fault.js'

/**
 * Changes something.
 * @returns what to draw beside it: nothing, or why it was refused; and what changes it
 */
export function useChange(part: string): [ReactElement | null, (changes: PreferencePageChanges) => void] {
  const { change } = usePreferencesAround(part)
  const [problem, setProblem] = useState<Problem>()
  return [
    problem ? <Fault part={part} problem={problem} /> : null,
    (changes) => {
      setProblem(undefined)
      change(changes).then(() => setProblem(undefined), setProblem)
    },
  ]
}
