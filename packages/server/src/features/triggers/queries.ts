import type { Block, Recipient, SendAnswer } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import type { IdempotencyKey } from '../idempotency/service.js'
import type { Acceptance } from './accept.js'

/** What a notification will say; stored with the trigger. */
export interface Content {
  title: string
  message: string | null
  icon: string | null
  url: string | null
  category: string | null
  data: Record<string, unknown> | null
  blocks: readonly Block[] | null
}

export interface NewTrigger {
  appId: number
  requestId: string
  content: Content
  recipients: readonly Recipient[]
  acceptedAt: Date
}

export interface TriggerRow {
  id: number
  app_id: number
  content: Content
  recipients: Recipient[]
  accepted_at: Date
}

export const insertTriggers = (tx: Sql, triggers: readonly NewTrigger[]): Promise<{ id: number }[]> =>
  tx.many<{ id: number }>`
    insert into trigger (app_id, request_id, content, recipients, accepted_at)
    select app_id, request_id, content::jsonb, recipients::jsonb, accepted_at from unnest(
      ${triggers.map(({ appId }) => appId)}::bigint[],
      ${triggers.map(({ requestId }) => requestId)}::uuid[],
      ${triggers.map(({ content }) => JSON.stringify(content))}::text[],
      ${triggers.map(({ recipients }) => JSON.stringify(recipients))}::text[],
      ${triggers.map(({ acceptedAt }) => acceptedAt)}::timestamptz[]
    ) as given(app_id, request_id, content, recipients, accepted_at)
    returning id`

type Keyed = Acceptance & { idempotency: IdempotencyKey }

interface KeyRow {
  app_id: number
  principal: string
  method: string
  path: string
  key: string
}

/** Takes the keys that nobody used before; waits for a transaction that is just taking the same one. */
export const claimKeys = (tx: Sql, keyed: readonly Keyed[]): Promise<KeyRow[]> => tx.many<KeyRow>`
  insert into idempotency_key (app_id, principal, method, path, key, body_hash, status, answer, created_at)
  select app_id, principal, method, path, key, body_hash, 202, answer::jsonb, created_at from unnest(
    ${keyed.map(({ appId }) => appId)}::bigint[],
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

export const findAnswers = (
  tx: Sql,
  keyed: readonly Keyed[],
): Promise<(KeyRow & { body_hash: string; answer: SendAnswer })[]> =>
  tx.many<KeyRow & { body_hash: string; answer: SendAnswer }>`
    select app_id, principal, method, path, key, body_hash, answer from idempotency_key
    where (app_id, key) in (
      select * from unnest(${keyed.map(({ appId }) => appId)}::bigint[],
        ${keyed.map(({ idempotency }) => idempotency.key)}::text[]))`

export const findOpenTriggers = (db: Sql, ids: readonly number[]): Promise<TriggerRow[]> =>
  db.many<TriggerRow>`
    select id, app_id, content, recipients, accepted_at from trigger
    where id = any(${ids}::bigint[]) and expanded_at is null
    order by id`

export interface CategoryRow {
  id: number
  app_id: number
  identifier: string
  is_required: boolean
}

/** A category is made by the first send that names it; its name is its identifier until somebody gives a better one. */
export const saveCategories = (
  db: Sql,
  appIds: readonly number[],
  identifiers: readonly string[],
  at: Date,
): Promise<number> => db.run`
  insert into category (app_id, identifier, name, created_at, updated_at)
  select distinct app_id, identifier, identifier, ${at}::timestamptz, ${at}::timestamptz
  from unnest(${appIds}::bigint[], ${identifiers}::text[]) as given(app_id, identifier)
  order by app_id, identifier
  on conflict do nothing`

export const findCategories = (
  db: Sql,
  appIds: readonly number[],
  identifiers: readonly string[],
): Promise<CategoryRow[]> =>
  db.many<CategoryRow>`
    select id, app_id, identifier, is_required from category
    where (app_id, identifier) in (select * from unnest(${appIds}::bigint[], ${identifiers}::text[]))`

export const insertOutcomes = (
  tx: Sql,
  outcomes: readonly { triggerId: number; recipient: string; reason: string }[],
  at: Date,
): Promise<number> => tx.run`
  insert into outcome (trigger_id, step, recipient, reason, at)
  select trigger_id, 0, recipient, reason, ${at}::timestamptz from unnest(
    ${outcomes.map(({ triggerId }) => triggerId)}::bigint[],
    ${outcomes.map(({ recipient }) => recipient)}::text[],
    ${outcomes.map(({ reason }) => reason)}::text[]
  ) as given(trigger_id, recipient, reason)
  on conflict do nothing`
