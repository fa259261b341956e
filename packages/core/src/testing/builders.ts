import type { AllOperation, ItemOperation } from '@inboxkit/protocol'
import type { Pending } from '../feed/overlay.js'

let made = 0

/** An unanswered act; `throughSeq` makes it one on everything. */
export const aPending = (
  act:
    | (Pick<ItemOperation, 'verb' | 'state' | 'until'> & { id?: number })
    | Pick<AllOperation, 'verb' | 'throughSeq' | 'filter'>,
): Pending =>
  ({
    ...('throughSeq' in act ? {} : { id: 1 }),
    ...act,
    operationId: `operation-${++made}`,
    actedAt: Date.UTC(2030, 0, 1),
    settle: () => {},
  }) as Pending
