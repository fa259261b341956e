import type { ChannelId } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'

/** Why a recipient does not get a step. Those who get it have the notification. */
export type Reason =
  | 'unknown_recipient'
  | 'preference_off'
  | 'channel_not_chosen'
  | 'no_address'
  | 'cancelled'
  | 'render_failed'

export interface NewOutcome {
  triggerId: number
  /** Place of the step in its workflow; 0 without one. */
  step: number
  /** The inbox when absent. */
  channel?: ChannelId
  reason: Reason
}

/** For recipients who are nobody, by the identifier they were named with. */
export const insertOutcomes = async (
  tx: Sql,
  outcomes: readonly (NewOutcome & { recipient: string })[],
  at: Date,
): Promise<void> => {
  if (outcomes.length === 0) return
  await tx.run`
    insert into outcome (trigger_id, step, recipient, reason, channel, at)
    select trigger_id, step, recipient, reason, channel, ${at}::timestamptz from unnest(
      ${outcomes.map(({ triggerId }) => triggerId)}::bigint[], ${outcomes.map(({ step }) => step)}::smallint[],
      ${outcomes.map(({ recipient }) => recipient)}::text[], ${outcomes.map(({ reason }) => reason)}::text[],
      ${outcomes.map(({ channel = 'inApp' }) => channel)}::text[]
    ) as given(trigger_id, step, recipient, reason, channel)
    on conflict do nothing`
}

/** For users. Who was deleted meanwhile leaves none. */
export const insertUserOutcomes = async (
  tx: Sql,
  outcomes: readonly (NewOutcome & { userId: number })[],
  at: Date,
): Promise<void> => {
  if (outcomes.length === 0) return
  await tx.run`
    insert into outcome (trigger_id, step, recipient, reason, channel, at)
    select trigger_id, step, u.identifier, reason, channel, ${at}::timestamptz from unnest(
      ${outcomes.map(({ triggerId }) => triggerId)}::bigint[], ${outcomes.map(({ step }) => step)}::smallint[],
      ${outcomes.map(({ userId }) => userId)}::bigint[], ${outcomes.map(({ reason }) => reason)}::text[],
      ${outcomes.map(({ channel = 'inApp' }) => channel)}::text[]
    ) as given(trigger_id, step, user_id, reason, channel)
    cross join lateral (select identifier from app_user where id = given.user_id limit 1) u
    on conflict do nothing`
}

/** For users who were cancelled before anything of the trigger began for them. */
export const noteCancelled = (
  tx: Sql,
  reached: readonly { triggerId: number; userId: number }[],
  at: Date,
): Promise<void> =>
  insertUserOutcomes(
    tx,
    reached.map(({ triggerId, userId }) => ({ triggerId, step: 0, userId, reason: 'cancelled' })),
    at,
  )
