'use client'

import type { Problem } from '@inboxkit/protocol'
import { useRoot } from '../root/context.js'
import type { Language } from '../root/use-language.js'
import type { Say } from '../text/say-in.js'
import { useText } from '../text/use-text.js'

/** What is wrong with the app's key, the page's origin or the user: nobody mends it by signing in or trying again. */
const closed = new Set(['invalid_credentials', 'credentials_revoked', 'user_deleted'])

/** Who may not: somebody who has to sign in again, or somebody to whom that would not help; `undefined` = who may. */
export function refusalOf({ status, code }: Problem): 'signedOut' | 'noAccess' | undefined {
  if (status === 403 || closed.has(code)) return 'noAccess'
  return status === 401 ? 'signedOut' : undefined
}

/**
 * What can be said of why, to anybody: never a status code, never a word meant for developers. Nothing where only the
 * server has words for it, which are English, and the inbox speaks another language.
 */
export function reasonOf(
  text: Say<'reasonOffline' | 'reasonServer' | 'reasonGone'>,
  { code, status, retryable, message }: Problem,
  { texts }: Pick<Language, 'texts'>,
): string {
  if (code === 'offline' || code === 'timed_out') return text('reasonOffline')
  if (retryable) return text('reasonServer')
  if (status === 404) return text('reasonGone')
  if (texts?.panel) return ''
  return /[.!?]$/.test(message) ? message : `${message}.`
}

/** Says what went wrong and what to do. */
export function useReason(part: string): (what: 'failed' | 'refused', problem: Problem) => string {
  const text = useText(part)
  const root = useRoot(part)
  return (what, problem) => text(refusalOf(problem) ?? what, { reason: reasonOf(text, problem, root) }).trim()
}
