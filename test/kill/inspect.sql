select
  (select count(*)::int from inboxkit_jobs.job where state = 'active') "activeJobs",
  (select count(*)::int from trigger) triggers,
  (select count(*)::int from trigger where expanded_at is null) "openTriggers",
  (select count(*)::int from run where state not in ('done', 'cancelled', 'failed')) "openRuns",
  (select count(*)::int from run where state in ('cancelled', 'failed')) "lostRuns",
  (select count(*)::int from bucket where is_open) "openBuckets",
  (select count(*)::int from delivery where state = 'pending') "pendingDeliveries",
  (select count(*)::int from delivery where state not in ('pending', 'sent')) "lostDeliveries",
  (
    select count(*)::int from feed f cross join lateral (
      select count(*) filter (where unseen and unread) unseen, count(*) filter (where unread) unread, count(*) total
      from (
        select n.seen_at is null and n.seq > f.seen_all unseen, n.read_at is null and n.seq > f.read_all unread
        from notification n where n.user_id = f.user_id and coalesce(n.place, n.no) > f.cleared and n.deleted_at is null
          and n.archived_at is null and n.snoozed_until is null
      ) item
    ) counted
    where (f.unseen, f.unread, f.total) is distinct from (counted.unseen, counted.unread, counted.total)
  ) "wrongFeeds"
