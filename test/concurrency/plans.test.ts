import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, it, vi } from 'vitest'
import { asUser, call, putUser, send } from '../kit/api.js'
import { listen } from '../kit/listener.js'
import { apiKey, apiSecret, startServer } from '../kit/server-process.js'
import { connect, createDatabase } from './database.js'

const users = 20_000
const itemsEach = 10
const longest = 20_000
const itemVerbs = [
  ...(['seen', 'unseen', 'read', 'unread', 'delete', 'restore'] as const),
  ...(['pin', 'unpin', 'archive', 'unarchive', 'unsnooze'] as const),
]
const hotTables = ['app_user', 'feed', 'notification', 'trigger', 'outcome', 'topic_user']
const asApp = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }

/** Many users with a few items, a quarter of them changed since, and one user with very many. */
const fill = async (client: pg.Client): Promise<void> => {
  await client.query(
    `insert into app_user (app_id, identifier, profile_at, created_at)
    select (select min(id) from app), 'user-' || n, now(), now() from generate_series(1, $1::int) n`,
    [users],
  )
  await client.query(
    `insert into feed (user_id, seq, unseen, unread, total)
    select id, n, n, n, n from (
      select id, case identifier when 'user-1' then $1::int else $2::int end n from app_user
      where identifier like 'user-%'
    ) sized`,
    [longest, itemsEach],
  )
  await client.query(`
    insert into category (app_id, identifier, name, created_at, updated_at)
    select min(id), 'orders', 'Orders', now(), now() from app`)
  await client.query(`
    insert into notification (user_id, no, seq, trigger_id, category_id, title, blocks, created_at)
    select f.user_id, n, n, n + 1000000000, (select id from category), 'Title ' || n,
      '[{ "id": "yes", "type": "button" }]', now()
    from feed f cross join lateral generate_series(1, f.total) n`)
  await client.query(`
    with changed as (
      update notification n set seq = f.total + n.no, state = 'accepted' from feed f
      where n.user_id = f.user_id and n.no % 4 = 0 returning n.user_id, n.seq)
    update feed f set seq = c.seq from (select user_id, max(seq) seq from changed group by user_id) c
    where c.user_id = f.user_id`)
  await client.query('vacuum analyze')
  // What this connection scanned itself is otherwise written down up to a second later.
  await client.query('select pg_stat_force_next_flush()')
}

/** Sends to many, and what is told of them. */
const useAudiences = async (url: string): Promise<void> => {
  await call(url, 'POST', '/v3/topics', asApp, { identifier: 'news', name: 'News' })
  const subscribed = Array.from({ length: 200 }, (_, n) => ({ identifier: `user-${n * 5 + 10}` }))
  await call(url, 'POST', '/v3/topics/news/users', asApp, { users: subscribed })
  const toTopic = { topics: ['news'], recipients: ['user-10', 'user-11', 'nobody'] }
  const { requestId } = await send(url, {
    notification: { title: 'To a topic' },
    category: 'orders',
    sendTo: toTopic,
  })
  const all = await send(url, { notification: { title: 'To all' }, sendTo: { everyone: true } })
  for (const id of [requestId, all.requestId])
    await expect
      .poll(
        async () => (await call<{ state: string }>(url, 'GET', `/v3/requests/${id}?limit=100`, asApp)).state,
        { timeout: 60_000 },
      )
      .toBe('done')
  const named = ['user-10', 'user-11', 'user-12', 'nobody'].map((name) => `&userIdentifier=${name}`)
  for (const who of ['', ...named]) await call(url, 'GET', `/v3/activity?limit=50${who}`, asApp)
}

interface Scans {
  sequential: Record<string, number>
  byIndex: Record<string, number>
}

const countScans = async (client: pg.Client): Promise<Scans> => {
  const { rows } = await client.query<{ relname: string; seq_scan: string; idx_scan: string }>(
    'select relname, seq_scan, idx_scan from pg_stat_user_tables where relname = any($1::text[]) order by relname',
    [hotTables],
  )
  return {
    sequential: Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, Number(seq_scan)])),
    byIndex: Object.fromEntries(rows.map(({ relname, idx_scan }) => [relname, Number(idx_scan)])),
  }
}

/** Every statement that runs per request, in the ways it is asked for. */
const useEverything = async (url: string): Promise<void> => {
  for (const name of ['user-1', 'user-2']) {
    const user = asUser(url, name)
    const listener = await listen(url, name)
    await user.connect()
    const { epoch, seq, data } = await user.list({ limit: 50 })
    await user.list({ limit: 20, cursor: String(data[5]?.sort) })
    await user.list({ limit: 20, filter: 'unread' })
    await user.list({ limit: 20, filter: 'read' })
    await user.list({ limit: 20, category: 'orders' })
    await user.list({ limit: 10, pageNo: 1 })
    for (const filter of ['archived', 'snoozed'] as const) await user.list({ limit: 20, filter })
    for (const query of ['tag=vip', 'tenant=acme', 'category=orders&filter=unread', 'data={"n":1}'])
      await user.act('GET', `/notifications?limit=20&${query}`)
    const filters = JSON.stringify([{ category: 'orders' }, { state: 'archived' }, { tag: 'vip' }])
    await user.act('GET', `/notifications/changes?epoch=${epoch}&since=${seq}&filters=${filters}`)
    await user.changes(epoch, seq - 2)
    await user.changes(epoch, 0)
    const [first, second] = data.map(({ id }) => id)
    if (first === undefined || second === undefined) throw new Error(`${name} has no items`)
    for (const verb of itemVerbs)
      await user.batch([first, second].map((id) => ({ operationId: randomUUID(), verb, id })))
    const until = new Date(Date.now() + 300).toISOString()
    await user.batch([{ operationId: randomUUID(), verb: 'snooze', id: second, until }])
    await expect.poll(async () => (await user.list({ limit: 1 })).data[0]?.id).toBe(second)
    for (const [verb, filter] of [
      ['readAll', { category: 'orders' }],
      ['archiveAll', { tag: 'vip' }],
    ] as const) {
      const operationId = randomUUID()
      await user.batch([{ operationId, verb, throughSeq: 20, filter }])
      await user.batch([{ operationId: randomUUID(), verb: 'undo', of: operationId }])
    }
    await user.read(first)
    await user.get(second)
    const answer = { block: 'yes', value: null }
    const toAnswer = data.slice(2, 4).map(({ id }) => id)
    await user.batch(toAnswer.map((id) => ({ operationId: randomUUID(), verb: 'state', id, answer })))
    await user.batch(toAnswer.map((id) => ({ operationId: randomUUID(), verb: 'state', id, state: null })))
    for (const id of toAnswer) await user.act('PUT', `/notifications/${id}/state`, { answer })
    for (const verb of ['seenAll', 'readAll'] as const)
      await user.batch([{ operationId: randomUUID(), verb, throughSeq: seq }])
    await user.readAll()
    await user.batch([{ operationId: randomUUID(), verb: 'deleteAll', throughSeq: seq }])
    listener.close()
  }
  await putUser(url, 'user-3', { plan: 'pro' })
  const recipients = Array.from({ length: 200 }, (_, n) => `user-${n * 7 + 10}`)
  await send(url, { notification: { title: 'To many' }, category: 'orders', sendTo: { recipients } }, 'key-1')
  const inline = { identifier: 'user-9', plan: 'pro' }
  await send(url, { notification: { title: 'To one' }, sendTo: { recipients: [inline] } }, 'key-2')
  const last = asUser(url, 'user-9')
  await expect.poll(async () => (await last.list({ limit: 1 })).data[0]?.title).toBe('To one')
}

it('P11: reads no table of users, feeds, notifications or sends from end to end, with plans made for any parameters', async () => {
  const encryptionKey = randomBytes(32).toString('base64')
  const database = await createDatabase()
  const { client } = database
  try {
    await (await startServer({ database: { url: database.url, encryptionKey } })).stop()
    await fill(client)
    const generic = new URL(database.url)
    generic.searchParams.set('options', '-c plan_cache_mode=force_generic_plan')
    const probe = await connect(generic.href)
    expect((await probe.query('show plan_cache_mode')).rows).toEqual([
      { plan_cache_mode: 'force_generic_plan' },
    ])
    await probe.end()

    const before = await countScans(client)
    const server = await startServer({ database: { url: generic.href, encryptionKey } })
    await useEverything(server.url)
    await useAudiences(server.url)
    await server.stop()
    // A connection writes down what it scanned when it ends, and its end may come after the server's.
    await vi.waitFor(
      async () => {
        const { byIndex } = await countScans(client)
        for (const table of hotTables)
          expect(byIndex[table], table).toBeGreaterThan((before.byIndex[table] ?? 0) + 5)
        const { rows } = await client.query(
          `select 1 from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
            and pid <> pg_backend_pid()`,
        )
        expect(rows).toEqual([])
      },
      { timeout: 20_000, interval: 100 },
    )
    expect((await countScans(client)).sequential).toEqual(before.sequential)
    const { rows } = await client.query<{ idx_scan: string }>(
      "select idx_scan from pg_stat_user_indexes where indexrelname = 'app_user_in_order'",
    )
    expect(Number(rows[0]?.idx_scan), 'everybody, page by page').toBeGreaterThan(20)
  } finally {
    await database.close()
  }
})
