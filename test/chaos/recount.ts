import pg from 'pg'

/** What the database says when everything is over, apart from what the server says. */
export interface Recount {
  triggers: number
  notifications: number
  /** Sentences about what is not at rest, or does not add up. */
  faults: string[]
  /** Dead letters: the request, and the cause. */
  dead: { requestId: string; reason: string | null; attempts: unknown[] }[]
}

/** Each counts what there should be none of. */
const faultsBySql: Readonly<Record<string, string>> = {
  'jobs that a worker holds': `select count(*) from inboxkit_jobs.job where state = 'active'`,
  'jobs that were given up': `select count(*) from inboxkit_jobs.job where state in ('failed', 'cancelled')`,
  'jobs that are due': `select count(*) from inboxkit_jobs.job
    where state in ('created', 'retry') and start_after <= now() - interval '2 seconds'`,
  'triggers that did not reach everybody': 'select count(*) from trigger where expanded_at is null',
  'runs that go on': `select count(*) from run where state not in ('done', 'cancelled', 'failed')`,
  'runs that ended before their last step': `select count(*) from run where state in ('cancelled', 'failed')`,
  'deliveries under way': `select count(*) from delivery where state = 'pending'`,
  'feeds whose counts are not those of their rows': `
    select count(*) from feed f cross join lateral (
      select count(*) filter (where n.seen_at is null and n.read_at is null) unseen,
        count(*) filter (where n.read_at is null) unread, count(*) total
      from notification n where n.user_id = f.user_id) counted
    where (f.unseen, f.unread, f.total) is distinct from (counted.unseen, counted.unread, counted.total)`,
  // Each item was changed at most once: together these are all positions that there ever were.
  'feeds with holes in seq': `
    select count(*) from feed f cross join lateral (
      select count(distinct position) positions, coalesce(max(position), 0) head, coalesce(min(position), 1) first
      from notification n cross join lateral (values (n.no), (n.seq)) at (position)
      where n.user_id = f.user_id) counted
    where (counted.positions, counted.head, counted.first) is distinct from (f.seq, f.seq, 1::bigint)`,
}

const numberOf = async (client: pg.Client, sql: string): Promise<number> =>
  Number(((await client.query<{ count: string }>(sql)).rows[0] ?? { count: Number.NaN }).count)

export const recount = async (url: string): Promise<Recount> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const faults: string[] = []
    for (const [what, sql] of Object.entries(faultsBySql)) {
      const found = await numberOf(client, sql)
      if (found !== 0) faults.push(`${found} ${what}`)
    }
    const { rows: dead } = await client.query<Recount['dead'][number]>(`
      select t.request_id "requestId", d.reason, d.attempts from delivery d join trigger t on t.id = d.trigger_id
      where d.state not in ('pending', 'sent')`)
    return {
      triggers: await numberOf(client, 'select count(*) from trigger'),
      notifications: await numberOf(client, 'select count(*) from notification'),
      faults,
      dead,
    }
  } finally {
    await client.end()
  }
}
