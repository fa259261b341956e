import type { Attempted } from './attempt.js'
import { waitMs } from './backoff.js'
import type { Carrier } from './carriers.js'
import type { Change } from './queries.js'

/** How often each provider is tried. */
export const mostTries = 5

/** What a delivery is to become. `isHandedOn` = it goes to its next provider at once. */
export interface Next extends Omit<Change, 'id' | 'leasedUntil' | 'attempt'> {
  isHandedOn: boolean
}

interface Given {
  tries: number
  carrier: Carrier
  /** Who would be tried after the provider of the moment. */
  other: Carrier | null
  now: Date
  /** 0 to 1 */
  random: () => number
}

/** What follows from an attempt. */
export const outcomeOf = (
  { kind, isAttachments, retryAfterMs }: Attempted,
  { tries, carrier, other, now, random }: Given,
): Next => {
  const failures = tries + 1
  const ended = { tries: failures, provider: carrier.place, nextAt: null, isHandedOn: false }
  if (kind === 'sent') return { ...ended, state: 'sent', reason: null }
  if (kind === 'gone') return { ...ended, state: 'failed', reason: 'gone' }
  if (kind === 'retry' && failures < mostTries) {
    const nextAt = new Date(now.getTime() + waitMs(failures, retryAfterMs, random))
    return { ...ended, state: 'pending', reason: null, nextAt }
  }
  if (isAttachments) return { ...ended, state: 'failed', reason: 'attachment_failed' }
  if (other)
    return { state: 'pending', reason: null, tries: 0, provider: other.place, nextAt: null, isHandedOn: true }
  return { ...ended, state: 'failed', reason: kind === 'refused' ? 'refused' : 'gave_up' }
}
