// Opens the embedded database of a data folder that no server uses, and prints what stands in it as JSON.
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

const [folder = ''] = process.argv.slice(2)
const database = await PGlite.create({ dataDir: join(folder, 'database', 'files') })
const { rows } = await database.query(`
  select
    (select count(*)::int from inboxkit_jobs.job where state = 'active') "activeJobs",
    (select count(*)::int from trigger) triggers,
    (select count(*)::int from trigger where expanded_at is null) "openTriggers",
    (
      select count(*)::int from feed f cross join lateral (
        select count(*) filter (where unseen and unread) unseen, count(*) filter (where unread) unread, count(*) total
        from (
          select n.seen_at is null and n.seq > f.seen_all unseen, n.read_at is null and n.seq > f.read_all unread
          from notification n where n.user_id = f.user_id and n.no > f.cleared and n.deleted_at is null
        ) item
      ) counted
      where (f.unseen, f.unread, f.total) is distinct from (counted.unseen, counted.unread, counted.total)
    ) "wrongFeeds"`)
await database.close()
console.log(JSON.stringify(rows[0]))
