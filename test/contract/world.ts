import type {
  Block,
  Change,
  Notification,
  Operation,
  OperationResult,
  TenantPreferences,
} from '@inboxkit/protocol'
import type { TestClock } from '@inboxkit/testing'
import type { Answer as AnswerOf } from '../kit/api.js'

/** What answers may say, as far as tests go on with it. */
export interface Body {
  readonly [field: string]: unknown
  readonly id: number
  readonly code?: string
  readonly message?: string | string[]
  readonly epoch: string
  readonly seq: number
  readonly data: Notification[]
  readonly nextCursor: string | null
  readonly changes: Change[]
  readonly results: OperationResult[]
}

export type Answer = AnswerOf<Body>

/** What a test sends: in either world it arrives as the newest of a feed. */
export interface Sent {
  title: string
  category?: string
  tags?: string[]
  data?: Record<string, unknown>
  expiresAt?: string
  tenant?: string
  blocks?: Block[]
}

/** A socket of our own kind, from the client's side. */
export interface Ear {
  /** Every event in order, by its name. */
  readonly events: [name: string, payload: unknown][]
  /** Frames that are not events, without what differs from socket to socket. */
  readonly frames: string[]
  isClosed(): boolean
  close(): void
}

/** One user, whom nobody else is. */
export interface Person {
  readonly id: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  batch(...operations: Operation[]): Promise<Answer>
  send(sent: Sent): Promise<number>
  /** @param auth instead of the person's own */
  listen(auth?: object): Promise<Ear>
  /** Several at once, oldest first, titled by their number. */
  sendMany(count: number): Promise<number[]>
}

/** A server that the contract is held against. */
export interface World {
  readonly name: string
  readonly clock: TestClock
  readonly apiKey: string
  person(): Promise<Person>
  addCategory(identifier: string, isRequired?: boolean): Promise<number>
  addTenant(identifier: string, preferences?: TenantPreferences): Promise<void>
  /** A workflow that collects for `choice`, unless its user chooses otherwise. */
  addDigest(workflow: string, choices: string[], choice: string): Promise<void>
  close(): Promise<void>
}

/** A frame says who it is for: those parts are left out. */
export const plainFrame = (frame: string): string => frame.replace(/"sid":"[^"]*"/, '"sid":"…"')

export const handshake = (apiKey: string, userId: string): object => ({ protocol: 1, apiKey, userId })
