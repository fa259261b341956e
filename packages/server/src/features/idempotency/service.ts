import { createHash } from 'node:crypto'
import { problem } from '@inboxkit/protocol'
import type { Db, Tx } from '../../storage/db.js'
import { hasCode } from '../../storage/error-code.js'
import { claimKey, findAnswer, type IdempotencyKey, limitLockWaits, storeAnswer } from './queries.js'

export { findAnswer, type IdempotencyKey, limitLockWaits } from './queries.js'

const longestKey = 255
/** An index entry has at most 2,704 bytes, and a path may be longer than that. */
const longestPath = 1000
/** How long a key may be held by another transaction. */
export const keyWaitMs = 5000
const lockNotAvailable = '55P03'

export interface KeyedAnswer {
  status: number
  answer: object
  /** Whether an earlier request did the work. */
  isReplay: boolean
}

interface Asked {
  appId: number
  principal: string
  method: string
  url: string
  body: unknown
}

/** The key of a request, or `null` without one. @throws Problem `invalid_request` for one that cannot be a key */
export const idempotencyKeyOf = (
  header: string | string[] | undefined,
  { appId, principal, method, url, body }: Asked,
): IdempotencyKey | null => {
  if (header === undefined) return null
  if (typeof header !== 'string' || header === '' || header.length > longestKey)
    throw problem('invalid_request', {
      fields: [{ field: 'Idempotency-Key', message: `must have 1 to ${longestKey} characters` }],
    })
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  return {
    appId,
    principal,
    method,
    path: shortened(path.replace(/\/+$/, '')),
    key: header,
    bodyHash: hash(JSON.stringify([query, body])),
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

const shortened = (path: string): string => (path.length > longestPath ? `sha256:${hash(path)}` : path)

/**
 * Does a write once per key: its answer is kept in the write's own transaction, and repeated to whoever comes with
 * the same key and body within 24 hours. A write that fails leaves the key unused.
 * @throws Problem `idempotency_conflict` for another body, `idempotency_in_progress` when the first is still at work
 * after 5 s
 */
export const writeOnce = async (
  db: Db,
  key: IdempotencyKey,
  at: Date,
  write: (db: Db) => Promise<{ status: number; answer: object; kept?: object }>,
): Promise<KeyedAnswer> =>
  db.transaction(async (tx) => {
    const isFree = await claim(tx, key, at)
    if (!isFree) return replay(tx, key)
    const { status, answer, kept = answer } = await write(joined(db, tx))
    await storeAnswer(tx, key, status, kept)
    return { status, answer, isReplay: false }
  })

const claim = async (tx: Tx, key: IdempotencyKey, at: Date): Promise<boolean> => {
  await limitLockWaits(tx, keyWaitMs)
  const isFree = await claimKey(tx, key, at).catch((cause: unknown) => {
    throw inProgressOr(cause)
  })
  await limitLockWaits(tx, 0)
  return isFree
}

/** What is said of a key that was held for too long; any other cause stays what it is. */
export const inProgressOr = (cause: unknown): unknown =>
  hasCode(cause, lockNotAvailable)
    ? problem('idempotency_in_progress', { cause, retryAfterMs: keyWaitMs })
    : cause

const replay = async (tx: Tx, key: IdempotencyKey): Promise<KeyedAnswer> => {
  const stored = await findAnswer(tx, key)
  // Swept between the two statements: a day old, so its request is over and done.
  if (!stored) throw problem('idempotency_in_progress', { retryAfterMs: 0 })
  if (stored.body_hash !== key.bodyHash) throw problem('idempotency_conflict')
  return { status: stored.status, answer: stored.answer, isReplay: true }
}

/** A database whose transactions are part of one that is open already. */
const joined = (db: Db, tx: Tx): Db => ({
  ...tx,
  kind: db.kind,
  engineConnection: db.engineConnection,
  transaction: (work) => work(tx),
  close: () => Promise.reject(new Error('The database is closed by whoever opened it')),
})
