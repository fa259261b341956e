import type { DeliveryAttempt, DeliveryState } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Address, OutsideChannel } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'

/** One as it is shown. */
export interface ShownRow {
  id: number
  request_id: string
  workflow: string | null
  step: number
  recipient: string
  channel: OutsideChannel
  address: Address | null
  category: string | null
  tenant: string | null
  state: DeliveryState
  reason: string | null
  attempts: DeliveryAttempt[]
  next_at: Date | null
  created_at: Date
  ended_at: Date | null
}

/** What is asked of a list. */
export interface Wanted {
  state: DeliveryState | null
  channel: OutsideChannel | null
  recipient: string | null
  requestId: string | null
  /** Only those with a lower id. */
  before: number | null
  limit: number
}

/** Recipients who are no users are known by their place in the trigger. */
const placeOf = (recipient: string): number | null => {
  const place = /^transient:(\d{1,4})$/.exec(recipient)?.[1]
  return place === undefined ? null : -1 - Number(place)
}

const shown = (which: Fragment): Fragment => sql`
  select d.id, t.request_id, coalesce(w.identifier, t.content ->> 'name') workflow, d.step, d.channel, d.address,
    case when d.user_id < 0 then 'transient:' || (-1 - d.user_id) else coalesce(u.identifier, '') end recipient,
    c.identifier category, te.identifier tenant, d.state, d.reason, d.attempts, d.next_at, d.created_at, d.ended_at
  from (select * from delivery where ${which}) d
  join trigger t on t.id = d.trigger_id
  left join workflow_version v on v.id = t.workflow_version_id
  left join workflow w on w.id = v.workflow_id
  left join category c on c.id = d.category_id
  left join tenant te on te.id = d.tenant_id
  left join app_user u on u.id = d.user_id`

/** Newest first. Each question is a scalar of its own: the planner keeps to the index that it narrows most. */
export const findDeliveryPage = (
  db: Sql,
  appId: number,
  { state, channel, recipient, requestId, before, limit }: Wanted,
): Promise<ShownRow[]> => {
  const conditions: Fragment[] = [sql`app_id = ${appId}`]
  if (before !== null) conditions.push(sql`id < ${before}`)
  if (state !== null) conditions.push(sql`state = ${state}`)
  if (channel !== null) conditions.push(sql`channel = ${channel}`)
  if (recipient !== null)
    conditions.push(sql`user_id = coalesce(
      (select u.id from app_user u where u.app_id = ${appId} and u.identifier = ${recipient}),
      ${placeOf(recipient)}::bigint
    )`)
  if (requestId !== null)
    conditions.push(sql`trigger_id = (select t.id from trigger t where t.request_id = ${requestId}::uuid)`)
  const which = conditions.reduce((all, one) => sql`${all} and ${one}`)
  return db.many<ShownRow>`${shown(sql`${which} order by id desc limit ${limit}`)} order by d.id desc`
}

export const findDelivery = (db: Sql, appId: number, id: number): Promise<ShownRow | undefined> =>
  db.one<ShownRow>`${shown(sql`id = ${id} and app_id = ${appId}`)}`

/** One that failed begins anew, with its first provider. */
export const reviveDelivery = (
  tx: Sql,
  appId: number,
  id: number,
): Promise<{ id: number; channel: OutsideChannel } | undefined> =>
  tx.one<{ id: number; channel: OutsideChannel }>`
    update delivery set state = 'pending', reason = null, tries = 0, provider = 0, next_at = null, ended_at = null
    where id = ${id} and app_id = ${appId} and state = 'failed' returning id, channel`
