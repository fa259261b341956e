'use client'

import type { Problem } from '@inboxkit/protocol'
import { reasonOf, refusalOf } from '../states/use-reason.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'

const refusals = { signedOut: 'preferencesSignedOut', noAccess: 'preferencesNoAccess' } as const

/** Says what went wrong and what to do. */
export function usePreferencesReason(
  part: string,
): (what: 'preferencesFailed' | 'refused', problem: Problem) => string {
  const text = usePreferencesText(part)
  const around = usePreferencesAround(part)
  return (what, problem) => {
    const refusal = refusalOf(problem)
    return text(refusal ? refusals[refusal] : what, {
      reason: reasonOf(text, problem, around),
    }).trim()
  }
}
