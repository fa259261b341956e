import type { Address, Content, OutsideChannel } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'
import type { Webhook } from '../status-webhooks/webhooks.js'

export interface Handed {
  id: number
  channel: OutsideChannel
}

export interface NewDelivery {
  triggerId: number
  runId: number
  /** Below 0 = somebody who is no user, by the place in the trigger: -1 is the first. */
  userId: number
  step: number
  channel: OutsideChannel
  /** `null` = wherever its provider posts by itself. */
  address: Address | null
  content: Content
  options: Readonly<Record<string, unknown>>
  /** The only provider that is to carry it, by name. */
  provider: string | null
  categoryId: number | null
  isRequired: boolean
  tenantId: number | null
}

const orNull = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))

/** One that there is stays as it is. @returns those made */
export const insertDeliveries = async (
  tx: Sql,
  items: readonly (NewDelivery & { hash: Buffer })[],
  at: Date,
): Promise<Handed[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with made as (
        insert into delivery (
          app_id, trigger_id, run_id, user_id, step, channel, address_hash, address, content, options, only_provider,
          category_id, is_required, tenant_id, state, created_at
        )
        select t.app_id, given.trigger_id, given.run_id, given.user_id, given.step, given.channel, given.hash,
          given.address::jsonb, given.content::jsonb, given.options::jsonb, given.provider, given.category_id,
          given.is_required, given.tenant_id, 'pending', ${at}::timestamptz
        from unnest(
          ${items.map(({ triggerId }) => triggerId)}::bigint[], ${items.map(({ runId }) => runId)}::bigint[],
          ${items.map(({ userId }) => userId)}::bigint[], ${items.map(({ step }) => step)}::smallint[],
          ${items.map(({ channel }) => channel)}::text[], ${items.map(({ hash }) => hash)}::bytea[],
          ${items.map(({ address }) => orNull(address))}::text[],
          ${items.map(({ content }) => JSON.stringify(content))}::text[],
          ${items.map(({ options }) => JSON.stringify(options))}::text[],
          ${items.map(({ provider }) => provider)}::text[],
          ${items.map(({ categoryId }) => categoryId)}::bigint[],
          ${items.map(({ isRequired }) => isRequired)}::boolean[],
          ${items.map(({ tenantId }) => tenantId)}::bigint[]
        ) as given(
          trigger_id, run_id, user_id, step, channel, hash, address, content, options, provider, category_id,
          is_required, tenant_id
        )
        join trigger t on t.id = given.trigger_id
        order by given.run_id, given.step, given.channel, given.hash
        on conflict (run_id, step, channel, address_hash) do nothing
        returning id, channel
      )
      select json_agg(made order by id)::text json from made`,
  )

/** Leases those that may be tried now. @returns their ids */
export const claimDeliveries = async (
  db: Sql,
  ids: readonly number[],
  now: Date,
  leasedUntil: Date,
): Promise<number[]> => {
  // Waits for whoever is at one of them: passed over, it would be left without a job when that came to nothing.
  // The state as an expression: by the index of what is due, all that is pending would be gone through.
  const rows = await db.many<{ id: number }>`
    with free as materialized (
      select id from delivery
      where id = any(${ids}::bigint[]) and state || '' = 'pending' and (next_at is null or next_at <= ${now})
      order by id for update
    )
    update delivery set next_at = ${leasedUntil}, is_leased = true where id = any(array(select id from free))
    returning id`
  return rows.map(({ id }) => id)
}

/** What sending one needs to know. */
export interface DeliveryRow {
  id: number
  app_id: number
  trigger_id: number
  user_id: number
  step: number
  channel: OutsideChannel
  address: Address | null
  content: Content | null
  options: Record<string, unknown>
  only_provider: string | null
  category_id: number | null
  tenant_id: number | null
  reason: string | null
  tries: number
  provider: number
  /** As the category is now. */
  is_required: boolean
  request_id: string
  workflow: string | null
  category: string | null
  tenant: string | null
  /** `null` = the user is gone. */
  recipient: string | null
  is_cancelled: boolean
  has_files: boolean
  webhooks: Webhook[] | null
}

/** What a trigger says is read once for all its deliveries: it may be long. */
export const findDeliveries = (db: Sql, ids: readonly number[]): Promise<DeliveryRow[]> =>
  db.many<DeliveryRow>`
    with d as materialized (
      select *, case when user_id < 0 then 'transient:' || (-1 - user_id) end transient
      from delivery where id = any(${ids}::bigint[])
    ),
    t as materialized (
      select t.id, t.request_id, coalesce(w.identifier, t.content ->> 'name') workflow,
        t.content ? 'attachments' has_files
      from trigger t
      left join workflow_version v on v.id = t.workflow_version_id
      left join workflow w on w.id = v.workflow_id
      where t.id = any(array(select trigger_id from d))
    )
    select d.id, d.app_id, d.trigger_id, d.user_id, d.step, d.channel, d.address, d.content, d.options,
      d.only_provider, d.category_id, d.tenant_id, d.reason, d.tries, d.provider, t.request_id, t.workflow,
      coalesce(c.is_required, d.is_required) is_required, c.identifier category, te.identifier tenant,
      coalesce(d.transient, u.identifier) recipient,
      coalesce(r.state = 'cancelled' and r.reason in ('cancelled', 'user_deleted'), false) or (
        select count(*) from cancellation x
        where x.trigger_id = d.trigger_id and x.recipient in ('', coalesce(d.transient, u.identifier))
      ) > 0 is_cancelled,
      d.channel = 'email' and t.has_files has_files,
      a.settings -> 'webhooks' webhooks
    from d
    join t on t.id = d.trigger_id
    join app a on a.id = d.app_id
    left join run r on r.id = d.run_id
    left join category c on c.id = d.category_id
    left join tenant te on te.id = d.tenant_id
    left join app_user u on u.id = d.user_id
    order by d.id`

/** How one goes on. */
export interface Change {
  id: number
  /** When the lease ends under which it was decided: by it, nobody else's work is overwritten. */
  leasedUntil: Date
  state: 'pending' | 'sent' | 'skipped' | 'cancelled' | 'failed'
  reason: string | null
  tries: number
  provider: number
  nextAt: Date | null
  attempt: object | null
}

/**
 * Writes what became of leased deliveries. One that was sent is written as such even when it was cancelled or taken over
 * meanwhile: the message is out.
 * @returns ids of those that were written
 */
export const changeDeliveries = async (tx: Sql, changes: readonly Change[], at: Date): Promise<number[]> => {
  const ids = changes.map(({ id }) => id)
  const rows = await tx.many<{ id: number }>`
    with locked as materialized (
      select id from delivery where id = any(${ids}::bigint[]) order by id for update
    )
    update delivery d set state = next.state, reason = next.reason, tries = next.tries, provider = next.provider,
      next_at = next.next_at, is_leased = false, attempts = d.attempts || next.attempt::jsonb,
      content = case when next.state in ('pending', 'failed') then d.content end,
      ended_at = case when next.state <> 'pending' then ${at}::timestamptz end
    from unnest(
      ${ids}::bigint[], ${changes.map(({ leasedUntil }) => leasedUntil)}::timestamptz[],
      ${changes.map(({ state }) => state)}::text[], ${changes.map(({ reason }) => reason)}::text[],
      ${changes.map(({ tries }) => tries)}::smallint[], ${changes.map(({ provider }) => provider)}::smallint[],
      ${changes.map(({ nextAt }) => nextAt)}::timestamptz[],
      ${changes.map(({ attempt }) => JSON.stringify(attempt ? [attempt] : []))}::text[]
    ) as next(id, leased_until, state, reason, tries, provider, next_at, attempt)
    where d.id = next.id and d.id = any(array(select id from locked)) and (
      (d.state = 'pending' and d.next_at = next.leased_until)
      or (next.state = 'sent' and d.state in ('pending', 'cancelled'))
    )
    returning d.id`
  return rows.map(({ id }) => id)
}

/** Gives leases back: a sweep finds them from then on. */
export const releaseDeliveries = (
  db: Sql,
  ids: readonly number[],
  leasedUntil: Date,
  nextAt: Date,
): Promise<number> => db.run`
  update delivery set next_at = ${nextAt}, is_leased = false
  where id = any(${ids}::bigint[]) and state = 'pending' and next_at = ${leasedUntil}`

/** Gives back every lease: its worker is gone. Only where no other process can hold one. @returns how many there were */
export const releaseLeasedDeliveries = (db: Sql, now: Date): Promise<number> =>
  db.run`update delivery set next_at = ${now}, is_leased = false where state = 'pending' and is_leased`

/** Of users who are gone nothing is kept. */
export const eraseDeliveries = (db: Sql, ids: readonly number[]): Promise<number> =>
  db.run`delete from delivery where id = any(${ids}::bigint[])`

/** Takes those that are due out of the sweep's sight, the longest due first. */
export const claimDueDeliveries = async (tx: Sql, now: Date, most: number): Promise<Handed[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with due as materialized (
        select id from delivery where state = 'pending' and next_at <= ${now}
        order by next_at limit ${most} for update skip locked
      ),
      claimed as (
        update delivery set next_at = null, is_leased = false where id = any(array(select id from due))
        returning id, channel
      )
      select json_agg(claimed order by id)::text json from claimed`,
  )

/** The next of what is not out yet of some triggers. @returns the runs whose messages they were */
export const cancelPending = async (
  tx: Sql,
  { triggerIds, userIds }: { triggerIds: readonly number[]; userIds: readonly number[] | null },
  at: Date,
  most: number,
): Promise<number[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with open as materialized (
        select id from delivery where trigger_id = any(${triggerIds}::bigint[]) and state = 'pending'
          and (${userIds}::bigint[] is null or user_id = any(${userIds}::bigint[]))
        order by id limit ${most} for update
      ),
      ended as (
        update delivery set state = 'cancelled', reason = 'cancelled', next_at = null, content = null, ended_at = ${at}
        where id = any(array(select id from open)) returning run_id
      )
      select json_agg(run_id)::text json from ended`,
  )

export const findAttachments = async (db: Sql, triggerId: number): Promise<unknown[]> => {
  const row = await db.one<{ attachments: unknown[] | null }>`
    select content -> 'attachments' attachments from trigger where id = ${triggerId}`
  return row?.attachments ?? []
}
