import type { Recipient } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import type { Content } from './contents.js'

/** Whom a trigger is for beyond the recipients that it names. */
export interface Audience {
  topicIds: number[]
  isEveryone: boolean
}

export interface NewTrigger {
  appId: number
  requestId: string
  content: Content
  recipients: readonly Recipient[]
  acceptedAt: Date
  audience?: Audience | null
  /** Not before; `null` = at once. */
  startAt?: Date | null
  workflowVersionId?: number | null
  cancellationKey?: string | null
}

export interface TriggerRow {
  id: number
  app_id: number
  content: Content
  recipients: Recipient[]
  audience: Audience | null
  cursor: number | null
  accepted_at: Date
  start_at: Date | null
  workflow_version_id: number | null
  cancellation_key: string | null
}

/** Since when a trigger could have been worked off. */
export const dueAt = ({ accepted_at, start_at }: Pick<TriggerRow, 'accepted_at' | 'start_at'>): Date =>
  start_at && start_at > accepted_at ? start_at : accepted_at

export const insertTriggers = (tx: Sql, triggers: readonly NewTrigger[]): Promise<{ id: number }[]> =>
  tx.many<{ id: number }>`
    insert into trigger (app_id, request_id, content, recipients, accepted_at, audience, start_at,
      workflow_version_id, cancellation_key, wake_at)
    select app_id, request_id, content::jsonb, recipients::jsonb, accepted_at, audience::jsonb, start_at,
      workflow_version_id, cancellation_key, case when start_at > accepted_at then start_at end
    from unnest(
      ${triggers.map(({ appId }) => appId)}::bigint[],
      ${triggers.map(({ requestId }) => requestId)}::uuid[],
      ${triggers.map(({ content }) => JSON.stringify(content))}::text[],
      ${triggers.map(({ recipients }) => JSON.stringify(recipients))}::text[],
      ${triggers.map(({ acceptedAt }) => acceptedAt)}::timestamptz[],
      ${triggers.map(({ audience }) => (audience ? JSON.stringify(audience) : null))}::text[],
      ${triggers.map(({ startAt }) => startAt)}::timestamptz[],
      ${triggers.map(({ workflowVersionId }) => workflowVersionId)}::bigint[],
      ${triggers.map(({ cancellationKey }) => cancellationKey)}::text[]
    ) as given(app_id, request_id, content, recipients, accepted_at, audience, start_at,
      workflow_version_id, cancellation_key)
    returning id`

export const findOpenTriggers = (db: Sql, ids: readonly number[]): Promise<TriggerRow[]> =>
  db.many<TriggerRow>`
    select id, app_id, content, recipients, audience, cursor, accepted_at, start_at, workflow_version_id, cancellation_key
    from trigger
    where id = any(${ids}::bigint[]) and expanded_at is null
    order by id`
