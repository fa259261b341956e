import type { Sql } from '../../storage/db.js'

/** An `Idempotency-Key` as a caller may use it once, with the hash of what came with it. */
export interface IdempotencyKey {
  appId: number
  /** `app`, whichever of its secrets was used, or `user:` and our id. */
  principal: string
  method: string
  /** Without query and trailing slash; hashed when it is long. */
  path: string
  key: string
  /** Of the body and the query. */
  bodyHash: string
}

export interface StoredAnswer {
  body_hash: string
  status: number
  answer: object
}

/** How long a statement of this transaction waits for somebody else's lock; 0 = as long as it takes. */
export const limitLockWaits = (tx: Sql, ms: number): Promise<unknown> =>
  tx.one`select set_config('lock_timeout', ${String(ms)}, true)`

/**
 * Takes a key; waits for a transaction that is just taking the same one.
 * @returns whether it was free
 */
export const claimKey = async (
  tx: Sql,
  { appId, principal, method, path, key, bodyHash }: IdempotencyKey,
  at: Date,
): Promise<boolean> =>
  (await tx.run`
    insert into idempotency_key (app_id, principal, method, path, key, body_hash, status, answer, created_at)
    values (${appId}, ${principal}, ${method}, ${path}, ${key}, ${bodyHash}, 0, '{}', ${at})
    on conflict do nothing`) > 0

export const findAnswer = (
  tx: Sql,
  { appId, principal, method, path, key }: IdempotencyKey,
): Promise<StoredAnswer | undefined> => tx.one<StoredAnswer>`
  select body_hash, status, answer from idempotency_key
  where app_id = ${appId} and key = ${key} and path = ${path} and method = ${method} and principal = ${principal}`

export const storeAnswer = (
  tx: Sql,
  { appId, principal, method, path, key }: IdempotencyKey,
  status: number,
  answer: object,
): Promise<number> => tx.run`
  update idempotency_key set status = ${status}, answer = ${JSON.stringify(answer)}::json
  where app_id = ${appId} and key = ${key} and path = ${path} and method = ${method} and principal = ${principal}`
