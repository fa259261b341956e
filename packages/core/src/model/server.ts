import type { Counts, FeedHead, Filter, Notification, Operation, Outcome } from '@inboxkit/protocol'
import type { Call, NewItem, TestClock, TestSocket } from '@inboxkit/testing'
import type { InboxOptions } from '../inbox.js'

/** A request that is under way. */
export interface Underway {
  readonly request: Pick<Call['request'], 'path' | 'query'>
  arrive(): void | Promise<void>
  answer(): void | Promise<void>
  lose(): void
}

/** What a network does to one tab: requests and frames that are under way, for a test to move. */
export interface Road {
  readonly calls: readonly Underway[]
  readonly wires: readonly Pick<TestSocket, 'hasJoined' | 'waiting' | 'deliver' | 'lose' | 'emit' | 'cut'>[]
  /** Everything happens at once and in order. */
  isInstant: boolean
  setDown(isDown: boolean): void
  setWebSocketsBlocked(areBlocked: boolean): void
}

export interface Connected {
  options: Pick<InboxOptions, 'baseUrl' | 'apiKey' | 'userId'> & {
    fetch: typeof fetch
    WebSocket: NonNullable<InboxOptions['WebSocket']>
  }
  road: Road
}

/** What shall equal what is shown. */
export interface Truth {
  head: FeedHead
  /** In the order in which they are shown. */
  list(filter: Filter): Promise<readonly Notification[]>
  /** `null` = a filter without counts. */
  counts(filter: Filter): Promise<Counts | null>
}

export type Upset = 'a new epoch' | 'old tombstones are forgotten' | 'contents of deleted ones are purged'

/** An operation that has arrived. */
export interface Received {
  operation: Operation
  /** When its user did it, by what its sender says. Milliseconds since 1970. */
  at: number
  outcome: Outcome
}

/** A server and its one user, whose devices it does not know apart. */
export interface ModelServer {
  readonly clock: TestClock
  /** Of a tab that is opened. */
  connect(): Connected
  create(items: readonly NewItem[]): Promise<void>
  /** The same user acts on a device that is not one of ours. */
  actElsewhere(operations: readonly Operation[]): Promise<void>
  /** Of what is neither deleted nor cleared, oldest first. */
  ids(): Promise<number[]>
  /** Returns whether it can be done to this server. */
  upset(what: Upset): Promise<boolean>
  /**
   * Acts of our user on every third notification are refused, beginning at this one; `null` = none are. Returns
   * whether this server can be told so.
   */
  refuse(third: number | null): boolean
  truth(): Promise<Truth>
  /** Every operation of our tabs that has arrived and what the server said the first time, in order. */
  received(): readonly Received[]
  /** Resolves when nothing is left to do but what needs time, or a test's hand. */
  idle(): Promise<void>
  pass(ms: number): Promise<void>
  /** How often one may look until what is true is shown: what travels in real time is late, sometimes. */
  readonly looks: number
  close(): void
}
