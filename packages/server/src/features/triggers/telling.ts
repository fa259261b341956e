import type { FeedChanges } from '@inboxkit/protocol'
import type { Tx } from '../../storage/db.js'
import type { UserEvent } from '../notifications/shape.js'

/** The sockets, as far as deliveries need them. */
export interface Sockets {
  isConnected: (userId: number) => boolean
  tell: (userId: number, event: FeedChanges) => void
  /** Bids users' sockets look for changes. */
  hint: (userIds: number[]) => void
}

/**
 * Tells what was delivered, once it is committed. Whoever connected while it was being written has no event, and may
 * have read before the commit: they are bidden to look.
 * @param told those whose events were asked for
 */
export const tellAfterCommit = (
  tx: Tx,
  { isConnected, tell, hint }: Sockets,
  events: readonly UserEvent[],
  userIds: readonly number[],
  told: readonly number[],
): void =>
  tx.afterCommit(() => {
    for (const { userId, event } of events) tell(userId, event)
    const wasTold = new Set(told)
    const late = userIds.filter((userId) => !wasTold.has(userId) && isConnected(userId))
    if (late.length > 0) hint(late)
  })
