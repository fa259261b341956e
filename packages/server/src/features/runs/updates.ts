import type { Tx } from '../../storage/db.js'
import { effective, isAway, isThere, place } from '../notifications/fragments.js'
import { type Sockets, tellAfterCommit } from '../triggers/telling.js'
import type { RunPlan } from './plan.js'

/**
 * Changes the titles and states of items that earlier steps sent, or archives them, as their plans ask for. Each
 * changed item takes its feed's next `seq`, under the feed's lock; what is deleted stays deleted, and what is as asked
 * for stays as it is.
 */
export const updateItems = async (
  tx: Tx,
  sockets: Sockets,
  plans: readonly RunPlan[],
  at: Date,
): Promise<void> => {
  const asked = plans.flatMap(({ run, updates }) =>
    together(updates).map((update) => ({ ...update, triggerId: run.trigger_id, userId: run.user_id })),
  )
  if (asked.length === 0) return
  const rows = await tx.many<{ user_id: number }>`
    with asked as materialized (
      select * from unnest(
        ${asked.map(({ triggerId }) => triggerId)}::bigint[], ${asked.map(({ sentBy }) => sentBy)}::smallint[],
        ${asked.map(({ userId }) => userId)}::bigint[], ${asked.map(({ title }) => title)}::text[],
        ${asked.map(({ state }) => state)}::text[], ${asked.map(({ isArchived }) => isArchived)}::boolean[]
      ) as asked(trigger_id, step, user_id, title, state, is_archived)
    ),
    f as materialized (
      select * from feed where user_id in (select user_id from asked) order by user_id for no key update
    ),
    o as materialized (
      select n.user_id, n.id, n.no, ${place} place, ${effective}, f.seq head, coalesce(asked.title, n.title) to_title,
        coalesce(asked.state, n.state) to_state, n.title, n.state, ${isAway} was_away,
        asked.is_archived and n.archived_at is null is_moved
      from f join asked on asked.user_id = f.user_id
      join notification n on n.trigger_id = asked.trigger_id and n.step = asked.step and n.user_id = asked.user_id
      where n.title is not null and ${isThere}
      for no key update of n
    ),
    c as (
      select *, head + row_number() over (partition by user_id order by id) to_seq from o
      where is_moved or (title, state) is distinct from (to_title, to_state)
    ),
    u as (
      update notification n set title = c.to_title, state = c.to_state,
        answer = case when c.to_state is not distinct from c.state then n.answer end, seq = c.to_seq, seen_at = c.seen_at,
        read_at = c.read_at,
        archived_at = case when c.is_moved then ${at}::timestamptz else n.archived_at end,
        snoozed_until = case when not c.is_moved then n.snoozed_until end,
        pinned_at = case when not c.is_moved then n.pinned_at end,
        no = case when c.is_moved then -abs(n.no) else n.no end,
        place = case when c.is_moved then c.place else n.place end
      from c where n.user_id = c.user_id and n.id = c.id
    )
    update feed f set seq = top.seq, unseen = f.unseen - top.unseen, unread = f.unread - top.unread,
      total = f.total - top.total
    from (
      select user_id, max(to_seq) seq, count(*) filter (where is_hidden) total,
        count(*) filter (where is_hidden and read_at is null) unread,
        count(*) filter (where is_hidden and read_at is null and seen_at is null) unseen
      from (select *, is_moved and not was_away is_hidden from c) c group by user_id
    ) top
    where f.user_id = top.user_id
    returning f.user_id`
  const userIds = rows.map(({ user_id }) => user_id)
  tellAfterCommit(tx, sockets, { events: [], userIds, told: [], triggerIds: [] })
}

/** Several steps on one item are one change of it: the last word on each thing counts. */
const together = (updates: RunPlan['updates']): RunPlan['updates'] => {
  const byStep = new Map<number, RunPlan['updates'][number]>()
  for (const { sentBy, title, state, isArchived } of updates) {
    const earlier = byStep.get(sentBy)
    byStep.set(sentBy, {
      sentBy,
      title: title ?? earlier?.title ?? null,
      state: state ?? earlier?.state ?? null,
      isArchived: isArchived || (earlier?.isArchived ?? false),
    })
  }
  return [...byStep.values()]
}
