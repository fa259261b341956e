import { type Problem, problem, type SendAnswer } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import type { IdempotencyKey } from '../idempotency/service.js'

interface Member {
  requestId: string
  acceptedAt: Date
  idempotency: IdempotencyKey | null
}

/** What an earlier request with the same key was answered, or why this one is refused. */
export type Claimed = { requestId: string; isReplay: true } | Problem

interface KeyRow {
  app_id: number
  principal: string
  method: string
  path: string
  key: string
}

const nameOf = ({ app_id, principal, method, path, key }: KeyRow): string =>
  JSON.stringify([app_id, key, path, method, principal])

export const keyName = ({ appId, ...rest }: IdempotencyKey): string => nameOf({ app_id: appId, ...rest })

/**
 * Takes the keys of a group in one statement. One of each key's members is the first to use it, unless that was done
 * before; a member that is refused does not use its key up.
 * @returns what those are answered who come after the first
 */
export const claimKeys = async <One extends Member>(
  tx: Sql,
  members: readonly One[],
  isRefused: (member: One) => boolean,
): Promise<Map<One, Claimed>> => {
  const keyed = members.flatMap((member) =>
    member.idempotency ? [{ member, key: member.idempotency, name: keyName(member.idempotency) }] : [],
  )
  const given = new Map<One, Claimed>()
  if (keyed.length === 0) return given

  const firsts = new Map<string, Keyed>()
  for (const { member, key, name } of keyed)
    if (!firsts.has(name) && !isRefused(member)) firsts.set(name, { ...member, idempotency: key })
  // In one order for everybody, so that two groups that share keys wait for each other and do not lock each other out.
  const inOrder = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, first]) => first)
  const claimed = new Set((await takeKeys(tx, inOrder)).map(nameOf))
  const stored = await storedAnswers(
    tx,
    keyed.filter(({ name }) => !claimed.has(name)).map(({ key }) => key),
  )

  for (const { member, key, name } of keyed) {
    const first = firsts.get(name)
    const isFirst = first?.requestId === member.requestId
    if (claimed.has(name) && isFirst) continue
    const earlier =
      claimed.has(name) && first
        ? { bodyHash: first.idempotency.bodyHash, requestId: first.requestId }
        : stored.get(name)
    if (earlier?.bodyHash === key.bodyHash)
      given.set(member, { requestId: earlier.requestId, isReplay: true })
    else if (earlier) given.set(member, problem('idempotency_conflict'))
    // Swept between the two statements: a day old, so its request is over and done.
    else if (!isRefused(member)) given.set(member, problem('idempotency_in_progress', { retryAfterMs: 0 }))
  }
  return given
}

type Keyed = Member & { idempotency: IdempotencyKey }

/** Takes the keys that nobody used before; waits for a transaction that is just taking the same one. */
const takeKeys = async (tx: Sql, keyed: readonly Keyed[]): Promise<KeyRow[]> =>
  keyed.length === 0
    ? []
    : tx.many<KeyRow>`
        insert into idempotency_key (app_id, principal, method, path, key, body_hash, status, answer, created_at)
        select app_id, principal, method, path, key, body_hash, 202, answer::json, created_at from unnest(
          ${keyed.map(({ idempotency }) => idempotency.appId)}::bigint[],
          ${keyed.map(({ idempotency }) => idempotency.principal)}::text[],
          ${keyed.map(({ idempotency }) => idempotency.method)}::text[],
          ${keyed.map(({ idempotency }) => idempotency.path)}::text[],
          ${keyed.map(({ idempotency }) => idempotency.key)}::text[],
          ${keyed.map(({ idempotency }) => idempotency.bodyHash)}::text[],
          ${keyed.map(({ requestId }) => JSON.stringify({ requestId }))}::text[],
          ${keyed.map(({ acceptedAt }) => acceptedAt)}::timestamptz[]
        ) as given(app_id, principal, method, path, key, body_hash, answer, created_at)
        on conflict do nothing
        returning app_id, principal, method, path, key`

const storedAnswers = async (
  tx: Sql,
  keys: readonly IdempotencyKey[],
): Promise<Map<string, { bodyHash: string; requestId: string }>> => {
  if (keys.length === 0) return new Map()
  const rows = await tx.many<KeyRow & { body_hash: string; answer: SendAnswer }>`
    select stored.* from unnest(
      ${keys.map(({ appId }) => appId)}::bigint[], ${keys.map(({ key }) => key)}::text[],
      ${keys.map(({ path }) => path)}::text[], ${keys.map(({ method }) => method)}::text[],
      ${keys.map(({ principal }) => principal)}::text[]
    ) as given(app_id, key, path, method, principal)
    cross join lateral (
      select app_id, principal, method, path, key, body_hash, answer from idempotency_key
      where app_id = given.app_id and key = given.key and path = given.path and method = given.method
        and principal = given.principal limit 1
    ) stored`
  return new Map(
    rows.map((row) => [nameOf(row), { bodyHash: row.body_hash, requestId: row.answer.requestId }]),
  )
}
