import type { Address, Content, OutsideChannel } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'
import { hashOf } from '../addresses/canonical.js'
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

/**
 * One that there is stays as it is.
 * @param leasedUntil until when they are the caller's; `null` = nobody's yet
 * @returns those made; where that is all of them, in their order
 */
export const insertDeliveries = async (
  tx: Sql,
  items: readonly NewDelivery[],
  at: Date,
  leasedUntil: Date | null,
): Promise<Handed[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with made as (
        insert into delivery (
          app_id, trigger_id, run_id, user_id, step, channel, address_hash, address, content, options, only_provider,
          category_id, is_required, tenant_id, state, created_at, next_at, is_leased
        )
        select t.app_id, given.trigger_id, given.run_id, given.user_id, given.step, given.channel, given.hash,
          given.address::jsonb, given.content::jsonb, given.options::jsonb, given.provider, given.category_id,
          given.is_required, given.tenant_id, 'pending', ${at}::timestamptz, ${leasedUntil}::timestamptz,
          ${leasedUntil !== null}::boolean
        from unnest(
          ${items.map(({ triggerId }) => triggerId)}::bigint[], ${items.map(({ runId }) => runId)}::bigint[],
          ${items.map(({ userId }) => userId)}::bigint[], ${items.map(({ step }) => step)}::smallint[],
          ${items.map(({ channel }) => channel)}::text[], ${items.map(({ address }) => hashOf(address))}::bytea[],
          ${items.map(({ address }) => orNull(address))}::text[],
          ${items.map(({ content }) => JSON.stringify(content))}::text[],
          ${items.map(({ options }) => JSON.stringify(options))}::text[],
          ${items.map(({ provider }) => provider)}::text[],
          ${items.map(({ categoryId }) => categoryId)}::bigint[],
          ${items.map(({ isRequired }) => isRequired)}::boolean[],
          ${items.map(({ tenantId }) => tenantId)}::bigint[]
        ) with ordinality as given(
          trigger_id, run_id, user_id, step, channel, hash, address, content, options, provider, category_id,
          is_required, tenant_id, place
        )
        join trigger t on t.id = given.trigger_id
        order by given.place
        on conflict (run_id, step, channel, address_hash) do nothing
        returning id, channel
      )
      select json_agg(made order by id)::text json from made`,
  )

/** One that a worker has leased, as it was written. */
export interface LeasedDelivery {
  id: number
  trigger_id: number
  user_id: number
  step: number
  channel: OutsideChannel
  address: Address | null
  content: Content | null
  options: Readonly<Record<string, unknown>>
  only_provider: string | null
  category_id: number | null
  tenant_id: number | null
  reason: string | null
  tries: number
  provider: number
}

/** Leases those that may be tried now. */
export const claimDeliveries = async (
  db: Sql,
  ids: readonly number[],
  now: Date,
  leasedUntil: Date,
): Promise<LeasedDelivery[]> => {
  // Waits for whoever is at one of them: passed over, it would be left without a job when that came to nothing.
  // The state as an expression: by the index of what is due, all that is pending would be gone through.
  return rowsIn(
    await db.one<JsonRows>`
      with free as materialized (
        select id from delivery
        where id = any(${ids}::bigint[]) and state || '' = 'pending' and (next_at is null or next_at <= ${now})
        order by id for update
      ),
      claimed as (
        update delivery set next_at = ${leasedUntil}, is_leased = true where id = any(array(select id from free))
        returning id, trigger_id, user_id, step, channel, address, content, options, only_provider, category_id,
          tenant_id, reason, tries, provider
      )
      select json_agg(claimed order by id)::text json from claimed`,
  )
}

/** What of a delivery may be otherwise than when it was written. */
interface Standing {
  id: number
  /** As the category is now. */
  is_required: boolean
  category: string | null
  tenant: string | null
  /** `null` = the user is gone. */
  recipient: string | null
  is_cancelled: boolean
}

/** What a trigger says to all its deliveries. */
interface Saying {
  id: number
  app_id: number
  request_id: string
  workflow: string | null
  has_files: boolean
  webhooks: Webhook[] | null
}

/** What sending one needs to know. */
export interface DeliveryRow extends LeasedDelivery, Omit<Standing, 'id'>, Omit<Saying, 'id'> {}

/** How leased deliveries stand now. Those are left out that are not the worker's any more, or over. */
export const findStanding = async (
  db: Sql,
  leased: readonly LeasedDelivery[],
  leasedUntil: Date,
): Promise<DeliveryRow[]> => {
  const row = await db.one<{ triggers: string | null; deliveries: string | null }>`
    with d as materialized (
      select id, trigger_id, run_id, user_id, category_id, is_required, tenant_id,
        case when user_id < 0 then 'transient:' || (-1 - user_id) end transient
      from delivery
      where id = any(${leased.map(({ id }) => id)}::bigint[]) and state || '' = 'pending' and next_at = ${leasedUntil}
    ),
    t as materialized (
      select t.id, t.app_id, t.request_id, coalesce(w.identifier, t.content ->> 'name') workflow,
        t.content ? 'attachments' has_files, a.settings -> 'webhooks' webhooks,
        coalesce((select true from cancellation x where x.trigger_id = t.id limit 1), false) is_touched
      from trigger t
      join app a on a.id = t.app_id
      left join workflow_version v on v.id = t.workflow_version_id
      left join workflow w on w.id = v.workflow_id
      where t.id = any(array(select distinct trigger_id from d))
    )
    select (select json_agg(t)::text from t) triggers, (
      select json_agg(found)::text from (
        select d.id, coalesce(c.is_required, d.is_required) is_required, c.identifier category,
          te.identifier tenant, coalesce(d.transient, u.identifier) recipient,
          coalesce(r.state = 'cancelled' and r.reason in ('cancelled', 'user_deleted'), false) or (
            t.is_touched and (
              select count(*) from cancellation x
              where x.trigger_id = d.trigger_id and x.recipient in ('', coalesce(d.transient, u.identifier))
            ) > 0
          ) is_cancelled
        from d
        join t on t.id = d.trigger_id
        left join run r on r.id = d.run_id
        left join category c on c.id = d.category_id
        left join tenant te on te.id = d.tenant_id
        left join app_user u on u.id = d.user_id
      ) found
    ) deliveries`
  const sayings = new Map(rowsIn<Saying>({ json: row?.triggers ?? null }).map((one) => [one.id, one]))
  const standings = new Map(rowsIn<Standing>({ json: row?.deliveries ?? null }).map((one) => [one.id, one]))
  return leased.flatMap((one) => {
    const saying = sayings.get(one.trigger_id)
    const standing = standings.get(one.id)
    return saying && standing ? rowOf(one, saying, standing) : []
  })
}

/** Written out: spreading three objects into one takes several times as long, and they come by the thousand. */
const rowOf = (one: LeasedDelivery, saying: Saying, standing: Standing): DeliveryRow => ({
  id: one.id,
  app_id: saying.app_id,
  trigger_id: one.trigger_id,
  user_id: one.user_id,
  step: one.step,
  channel: one.channel,
  address: one.address,
  content: one.content,
  options: one.options,
  only_provider: one.only_provider,
  category_id: one.category_id,
  tenant_id: one.tenant_id,
  reason: one.reason,
  tries: one.tries,
  provider: one.provider,
  request_id: saying.request_id,
  workflow: saying.workflow,
  has_files: saying.has_files && one.channel === 'email',
  webhooks: saying.webhooks,
  is_required: standing.is_required,
  category: standing.category,
  tenant: standing.tenant,
  recipient: standing.recipient,
  is_cancelled: standing.is_cancelled,
})

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
  const ordered = changes.toSorted((a, b) => a.id - b.id)
  await keepHashed(tx)
  const ids = ordered.map(({ id }) => id)
  return rowsIn(
    await tx.one<JsonRows>`
      with named as materialized (select id from unnest(${ids}::bigint[]) as named(id)),
      written as (
        update delivery d set state = next.state, reason = next.reason, tries = next.tries, provider = next.provider,
          next_at = next.next_at, is_leased = false, attempts = d.attempts || next.attempt::jsonb,
          content = case when next.state in ('pending', 'failed') then d.content end,
          ended_at = case when next.state <> 'pending' then ${at}::timestamptz end
        from unnest(
          ${ids}::bigint[], ${ordered.map(({ leasedUntil }) => leasedUntil)}::timestamptz[],
          ${ordered.map(({ state }) => state)}::text[], ${ordered.map(({ reason }) => reason)}::text[],
          ${ordered.map(({ tries }) => tries)}::smallint[], ${ordered.map(({ provider }) => provider)}::smallint[],
          ${ordered.map(({ nextAt }) => nextAt)}::timestamptz[],
          ${ordered.map(({ attempt }) => JSON.stringify(attempt ? [attempt] : []))}::text[]
        ) as next(id, leased_until, state, reason, tries, provider, next_at, attempt)
        where d.id = next.id and d.id = any(array(select id from named)) and (
          (d.state || '' = 'pending' and d.next_at = next.leased_until)
          or (next.state = 'sent' and d.state || '' in ('pending', 'cancelled'))
        )
        returning d.id
      )
      select json_agg(id)::text json from written`,
  )
}

/** Whatever the planner thinks of how many rows are left: gone through once for each other, a page takes a second. */
const keepHashed = (tx: Sql): Promise<unknown> => tx.one`select set_config('enable_nestloop', 'off', true)`

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
