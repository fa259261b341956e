/** What can be asked: a client of PostgreSQL, or an embedded database. */
export interface Asked {
  query(sql: string): Promise<{ rows: unknown[] }>
}

export interface AuditRow {
  identifier: string
  faults: string[]
}

/**
 * Every feed held against its rows in one statement, so in one snapshot. Written apart from the server's fragments:
 * from the invariants in FEED-SQL.md. What was archived or snoozed once has a place beside its negative number.
 */
const auditSql = `
  with shown as (
    select n.user_id, n.no, n.seq,
      n.read_at is not null or n.seq <= f.read_all as is_read,
      n.seen_at is not null or n.seq <= f.seen_all or n.read_at is not null or n.seq <= f.read_all as is_seen
    from notification n join feed f using (user_id)
    where n.deleted_at is null and n.archived_at is null and n.snoozed_until is null
      and coalesce(n.place, n.no) > f.cleared
  ),
  counted as (
    select user_id, sum((not is_seen)::int)::int unseen, sum((not is_read)::int)::int unread, count(*)::int total
    from shown group by user_id
  ),
  positions as (
    select user_id, count(*) n, count(distinct seq) seqs, count(distinct abs(no)) nos,
      count(distinct coalesce(place, no)) places, max(greatest(seq, abs(no), place)) highest,
      bool_or(greatest(abs(no), place) > seq) is_backwards, bool_or((place is null) <> (no > 0)) is_misplaced,
      bool_or(place is null and (archived_at is not null or snoozed_until is not null)
        or archived_at is not null and snoozed_until is not null) is_nowhere
    from notification group by user_id
  )
  select u.identifier, array_remove(array[
    case when (f.unseen, f.unread, f.total) is distinct from
        (coalesce(c.unseen, 0), coalesce(c.unread, 0), coalesce(c.total, 0))
      then format('counts %s/%s/%s, rows %s/%s/%s', f.unseen, f.unread, f.total, c.unseen, c.unread, c.total) end,
    case when p.seqs <> p.n or p.nos <> p.n or p.places <> p.n then 'a position twice' end,
    case when p.is_misplaced or p.is_nowhere then 'a row that no list has in its place' end,
    case when pinned.n > 5 then format('%s pinned', pinned.n) end,
    case when p.highest > f.seq then format('a row at %s, the feed at %s', p.highest, f.seq) end,
    case when p.is_backwards then 'a row older than its creation' end,
    case when greatest(f.read_all, f.seen_all, f.cleared) > f.seq then 'a watermark above seq' end
  ], null) faults
  from feed f join app_user u on u.id = f.user_id
  left join counted c on c.user_id = f.user_id left join positions p on p.user_id = f.user_id
  cross join lateral (
    select count(*) n from notification n where n.user_id = f.user_id and n.pinned_at is not null
      and n.deleted_at is null and (coalesce(n.place, n.no) > f.cleared or n.archived_at is not null
        or n.snoozed_until is not null)
  ) pinned`

/** @returns sentences about feeds that disagree with their rows */
export const audit = async (client: Asked): Promise<string[]> => {
  const { rows } = await client.query(auditSql)
  return (rows as AuditRow[]).flatMap(({ identifier, faults }) =>
    faults.map((fault) => `${identifier}: ${fault}`),
  )
}

/** Whether every trigger is wholly in the feeds. */
export const isSettled = async (client: Asked): Promise<boolean> => {
  const { rows } = await client.query(`
    select (select count(*) from trigger where expanded_at is null)
      + (select count(*) from inboxkit_jobs.job where state in ('created', 'retry', 'active')) as open`)
  return Number((rows as { open: number }[])[0]?.open) === 0
}
