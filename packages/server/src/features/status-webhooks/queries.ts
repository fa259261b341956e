import type { StatusEventBody } from '@inboxkit/protocol'
import sql from 'sql-template-tag'
import type { ProviderAnswer } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import type { Webhook } from './webhooks.js'

export interface EventToInsert {
  appId: number
  userId: number
  eventId: string
  url: string
  body: StatusEventBody
}

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id)

export const insertEvents = async (
  tx: Sql,
  events: readonly EventToInsert[],
  at: Date,
  until: Date,
): Promise<number[]> =>
  idsOf(
    await tx.many<{ id: number }>`
      insert into status_event (app_id, user_id, event_id, url, body, state, until, created_at)
      select app_id, user_id, event_id::uuid, url, body::jsonb, 'pending', ${until}::timestamptz, ${at}::timestamptz
      from unnest(
        ${events.map(({ appId }) => appId)}::bigint[], ${events.map(({ userId }) => userId)}::bigint[],
        ${events.map(({ eventId }) => eventId)}::text[], ${events.map(({ url }) => url)}::text[],
        ${events.map(({ body }) => JSON.stringify(body))}::text[]
      ) as given(app_id, user_id, event_id, url, body)
      returning id`,
  )

/** Leases those that may be posted now. Waits for whoever is at one of them. */
export const claimEvents = async (
  db: Sql,
  ids: readonly number[],
  now: Date,
  leasedUntil: Date,
): Promise<number[]> =>
  idsOf(
    await db.many<{ id: number }>`
      with free as materialized (
        select id from status_event
        where id = any(${ids}::bigint[]) and state = 'pending' and (next_at is null or next_at <= ${now})
        order by id for update
      )
      update status_event set next_at = ${leasedUntil}, is_leased = true where id = any(array(select id from free))
      returning id`,
  )

export interface EventToSend {
  id: number
  event_id: string
  url: string
  body: StatusEventBody
  tries: number
  until: Date
  /** Of its app, as they are now. */
  webhooks: Webhook[] | null
}

export const findEventsToSend = (db: Sql, ids: readonly number[]): Promise<EventToSend[]> =>
  db.many<EventToSend>`
    select e.id, e.event_id, e.url, e.body, e.tries, e.until, a.settings -> 'webhooks' webhooks
    from status_event e join app a on a.id = e.app_id where e.id = any(${ids}::bigint[]) order by e.id`

export interface EventChange {
  id: number
  leasedUntil: Date
  state: 'pending' | 'sent' | 'failed'
  nextAt: Date | null
  answer: ProviderAnswer
}

export const changeEvents = (tx: Sql, changes: readonly EventChange[], at: Date): Promise<number> => tx.run`
  update status_event e set state = next.state, tries = e.tries + 1, next_at = next.next_at,
    is_leased = false, answer = next.answer::jsonb, ended_at = case when next.state <> 'pending' then ${at}::timestamptz end
  from unnest(
    ${changes.map(({ id }) => id)}::bigint[], ${changes.map(({ leasedUntil }) => leasedUntil)}::timestamptz[],
    ${changes.map(({ state }) => state)}::text[], ${changes.map(({ nextAt }) => nextAt)}::timestamptz[],
    ${changes.map(({ answer }) => JSON.stringify(answer))}::text[]
  ) as next(id, leased_until, state, next_at, answer)
  where e.id = next.id and e.state = 'pending' and (e.next_at = next.leased_until or next.state = 'sent')`

/** Gives leases back: a sweep finds them from then on. */
export const releaseEvents = (
  db: Sql,
  ids: readonly number[],
  leasedUntil: Date,
  nextAt: Date,
): Promise<number> => db.run`
  update status_event set next_at = ${nextAt}, is_leased = false
  where id = any(${ids}::bigint[]) and state = 'pending' and next_at = ${leasedUntil}`

/** Gives back every lease: its worker is gone. Only where no other process can hold one. @returns how many there were */
export const releaseLeasedEvents = (db: Sql, now: Date): Promise<number> =>
  db.run`update status_event set next_at = ${now}, is_leased = false where state = 'pending' and is_leased`

export const claimDueEvents = async (tx: Sql, now: Date, most: number): Promise<number[]> =>
  idsOf(
    await tx.many<{ id: number }>`
      with due as materialized (
        select id from status_event where state = 'pending' and next_at <= ${now}
        order by next_at limit ${most} for update skip locked
      )
      update status_event set next_at = null, is_leased = false where id = any(array(select id from due))
      returning id`,
  )

export interface EventRow {
  id: number
  event_id: string
  url: string
  body: StatusEventBody
  state: 'pending' | 'sent' | 'failed'
  tries: number
  next_at: Date | null
  answer: ProviderAnswer | null
  created_at: Date
  ended_at: Date | null
}

const shown = sql`id, event_id, url, body, state, tries, next_at, answer, created_at, ended_at`

/** Newest first. */
export const findEventPage = (
  db: Sql,
  appId: number,
  { state, before, limit }: { state: string | null; before: number | null; limit: number },
): Promise<EventRow[]> => db.many<EventRow>`
  select ${shown} from status_event
  where app_id = ${appId} and id < coalesce(${before}::bigint, 9223372036854775807)
    and (${state}::text is null or state = ${state})
  order by id desc limit ${limit}`

export const findEvent = (db: Sql, appId: number, id: number): Promise<EventRow | undefined> =>
  db.one<EventRow>`select ${shown} from status_event where id = ${id} and app_id = ${appId}`

/** One that failed begins anew. */
export const reviveEvent = (tx: Sql, appId: number, id: number, until: Date): Promise<EventRow | undefined> =>
  tx.one<EventRow>`
    update status_event set state = 'pending', tries = 0, next_at = null, ended_at = null, until = ${until}
    where id = ${id} and app_id = ${appId} and state = 'failed' returning ${shown}`
