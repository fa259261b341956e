'use client'

import type { Problem } from '@inboxkit/protocol'
import { useText } from '../text/use-text.js'

/** Says what went wrong and what to do: never a status code, never a word meant for developers. */
export function useReason(part: string): (what: 'failed' | 'refused', problem: Problem) => string {
  const text = useText(part)
  return (what, problem) => {
    if (problem.status === 401 || problem.status === 403) return text('signedOut')
    const isUnreachable = problem.code === 'offline' || problem.code === 'timed_out'
    if (isUnreachable) return text(what, { reason: text('reasonOffline') })
    return text(what, { reason: problem.retryable ? text('reasonServer') : sentence(problem.message) })
  }
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`)
