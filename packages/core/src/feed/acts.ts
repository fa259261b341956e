import {
  type AllVerb,
  type Answer,
  clientProblem,
  type Filter,
  type ItemVerb,
  type Notification,
  type NotificationId,
  type Problem,
} from '@inboxkit/protocol'
import type { Undoable } from '../inbox.js'
import type { Clock } from '../platform/clock.js'
import type { FeedStore } from './feed-store.js'
import { shown } from './items.js'
import type { Pending } from './overlay.js'

/** What a user did, before it has an id. */
export type Act =
  | {
      verb: ItemVerb
      id: NotificationId
      state?: string | null
      answer?: Answer | undefined
      until?: string
    }
  | { verb: AllVerb; throughSeq: number; filter?: Filter }
  | { verb: 'undo'; of: string }

/** What was made of some acts of one moment, to take them back by. */
export interface Acted {
  /** Milliseconds since 1970. */
  readonly actedAt: number
  readonly records: readonly Pending[]
  /** What was shown of each item; `undefined` for what concerns no item, too. */
  readonly before: readonly (Notification | undefined)[]
  readonly after: readonly (Notification | undefined)[]
}

interface ActsOptions {
  store: FeedStore
  clock: Clock
  isClosed(): boolean
  /** They are shown: now they are to be sent. */
  onActed(acts: readonly Act[]): void
  undo(acted: Acted): Promise<void>
}

/**
 * RFC 9562, version 4. It has to be unique among one user's acts, not secret, and `crypto.randomUUID` is missing
 * where a page is served without TLS.
 */
const uuid = (): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (Number(digit) ^ ((Math.random() * 16) >> (Number(digit) / 4))).toString(16),
  )

/** An act that was not even begun. */
export const notDone = (reason: Problem): Undoable =>
  Object.assign(Promise.reject(reason), { undo: () => Promise.resolve() })

/**
 * Makes what shows acts at once. The promise resolves when all are answered, and rejects with the first Problem that
 * took one back.
 */
export const createActs =
  ({ store, clock, isClosed, onActed, undo }: ActsOptions) =>
  (acts: readonly Act[]): Undoable => {
    if (isClosed()) return notDone(clientProblem('closed'))
    const actedAt = clock.now()
    const records: Pending[] = []
    const look = (): (Notification | undefined)[] =>
      acts.map((act) => ('id' in act ? shown(store.items, act.id) : undefined))
    const before = look()
    const answers = acts.map(
      (act) =>
        new Promise<void>((resolve, reject) => {
          const settle = (reason?: Error): void => (reason ? reject(reason) : resolve())
          records.push({ ...act, operationId: uuid(), actedAt, settle })
        }),
    )
    store.act(records)
    const acted = { actedAt, records, before, after: look() }
    onActed(acts)
    let undone: Promise<void> | undefined
    return Object.assign(
      Promise.all(answers).then(() => {}),
      { undo: () => (undone ??= undo(acted)) },
    )
  }
