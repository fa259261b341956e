import type { Tx } from '../../storage/db.js'
import { effective, isThere } from '../notifications/fragments.js'
import { type Sockets, tellAfterCommit } from '../triggers/telling.js'
import type { RunPlan } from './plan.js'

/**
 * Changes the titles and states of items that earlier steps sent, as their plans ask for. Each changed item takes its
 * feed's next `seq`, under the feed's lock; what is deleted stays deleted, and what is as asked for stays as it is.
 */
export const updateItems = async (tx: Tx, sockets: Sockets, plans: readonly RunPlan[]): Promise<void> => {
  const asked = plans.flatMap(({ run, updates }) =>
    updates.map((update) => ({ ...update, triggerId: run.trigger_id, userId: run.user_id })),
  )
  if (asked.length === 0) return
  const rows = await tx.many<{ user_id: number }>`
    with asked as materialized (
      select * from unnest(
        ${asked.map(({ triggerId }) => triggerId)}::bigint[], ${asked.map(({ sentBy }) => sentBy)}::smallint[],
        ${asked.map(({ userId }) => userId)}::bigint[], ${asked.map(({ title }) => title)}::text[],
        ${asked.map(({ state }) => state)}::text[]
      ) as asked(trigger_id, step, user_id, title, state)
    ),
    f as materialized (
      select * from feed where user_id in (select user_id from asked) order by user_id for no key update
    ),
    o as materialized (
      select n.user_id, n.id, n.no, ${effective}, f.seq head, coalesce(asked.title, n.title) to_title,
        coalesce(asked.state, n.state) to_state, n.title, n.state
      from f join asked on asked.user_id = f.user_id
      join notification n on n.trigger_id = asked.trigger_id and n.step = asked.step and n.user_id = asked.user_id
      where n.title is not null and ${isThere}
      for no key update of n
    ),
    c as (
      select *, head + row_number() over (partition by user_id order by id) to_seq from o
      where (title, state) is distinct from (to_title, to_state)
    ),
    u as (
      update notification n set title = c.to_title, state = c.to_state, seq = c.to_seq, seen_at = c.seen_at,
        read_at = c.read_at
      from c where n.user_id = c.user_id and n.id = c.id
    )
    update feed set seq = top.seq from (select user_id, max(to_seq) seq from c group by user_id) top
    where feed.user_id = top.user_id
    returning feed.user_id`
  const userIds = rows.map(({ user_id }) => user_id)
  tellAfterCommit(tx, sockets, [], userIds, [])
}
