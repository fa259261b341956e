import type { ItemOperation } from '@inboxkit/protocol'
import type { Pending } from '../feed/overlay.js'

let made = 0

/** An unanswered act; `throughSeq` makes it one on everything. */
export const aPending = (
  act:
    | { verb: ItemOperation['verb']; id?: number; state?: string }
    | { verb: 'readAll' | 'seenAll' | 'deleteAll'; throughSeq: number },
): Pending =>
  ({
    id: 1,
    ...act,
    operationId: `operation-${++made}`,
    actedAt: Date.UTC(2030, 0, 1),
    settle: () => {},
  }) as Pending
