import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { openDb } from '../../packages/server/dist/storage/open.js'
import { startServer } from '../src/server.mjs'

/**
 * @typedef {import('../src/databases.mjs').Db} Db
 * @typedef {import('../src/databases.mjs').Location} Location
 * @typedef {import('../src/server.mjs').RunningServer} RunningServer
 * @typedef {{ startMs: number[], memoryMb: number[] }} Starts one figure per round
 */

const users = 10_000
const triggers = 100
const due = 10_000
const rounds = 3
/** How long a server is left alone before its memory is read: some twenty looks for what is due, and maintenance. */
const idleMs = 10_000

const identity = {
  apiKey: 'bench-key-0123456789',
  apiSecret: 'bench-secret-0123456789',
  encryptionKey: randomBytes(32).toString('base64'),
}

/** A server on a million runs that wait, and ten thousand of them due in the same second. */
export const waiting = async (/** @type {import('../run.mjs').Context} */ { database }) => {
  const runs = (users * triggers).toLocaleString('en')
  const title = `${runs} runs that wait, ${database.name}`
  if (database.name !== 'PostgreSQL') return { title, rows: [], remarks: ['Of PostgreSQL only.'] }
  return database.use(async (place) => {
    const location = { ...place, ...identity }
    const db = await openDb({ ...place, poolSize: 2 })
    try {
      const before = await restart(location)
      await withServer(location, (server) => fill(db, server))
      const after = await restart(location)
      const performed = await withServer(location, () => makeDue(db))
      return { title, ...tableOf(before, after, performed) }
    } finally {
      await db.close()
    }
  })
}

/** @param {Starts} before @param {Starts} after @param {{ startedMs: number, performedMs: number }} performed */
const tableOf = (before, after, { startedMs, performedMs }) => {
  const growth = after.memoryMb.map((value, round) => value - (before.memoryMb[round] ?? value))
  const ten = due.toLocaleString('en')
  return {
    rows: [
      { what: 'start until ready, empty database', unit: 'ms', figures: before.startMs },
      { what: 'start until ready', unit: 'ms', figures: after.startMs, limit: { atMost: 10_000 } },
      { what: 'memory after 10 s, empty database', unit: 'MB', figures: before.memoryMb },
      { what: 'memory after 10 s', unit: 'MB', figures: after.memoryMb },
      { what: 'memory above the empty one', unit: 'MB', figures: growth, limit: { atMost: 50 } },
      {
        what: `${ten} due in one second, until the last is past its delay`,
        unit: 'ms',
        figures: [startedMs],
        limit: { atMost: 15_000 },
      },
      {
        what: `${ten} due in one second, until the last is in the inbox`,
        unit: 'ms',
        figures: [performedMs],
        limit: { atMost: 15_000 },
      },
    ],
    remarks: [
      `${users.toLocaleString('en')} users, ${triggers} sends to all of them. Memory is the resident set of the server's process.`,
    ],
  }
}

/** @template T @param {object & Location} location @param {(server: RunningServer) => Promise<T>} work */
const withServer = async (location, work) => {
  const server = await startServer(location)
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

/** Starts and ends servers one after the other. @param {Location} location @returns {Promise<Starts>} */
const restart = async (location) => {
  /** @type {Starts} */
  const starts = { startMs: [], memoryMb: [] }
  for (let round = 0; round < rounds; round++) {
    const since = performance.now()
    await withServer(location, async ({ pid }) => {
      starts.startMs.push(performance.now() - since)
      await delay(idleMs)
      starts.memoryMb.push(residentMb(pid))
    })
  }
  return starts
}

/** @param {number} pid */
const residentMb = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** One send as the product takes it, and a million runs of its likes. @param {Db} db @param {RunningServer} server */
const fill = async (db, server) => {
  const steps = [
    { type: 'delay', for: '300d' },
    { type: 'send', channel: 'inApp', template: { title: 'Time to look at order {{data.order}}' } },
  ]
  await server.call('PUT', '/v3/workflows/waiting', { name: 'Waiting', steps })
  await server.call('POST', '/v3/notifications', {
    notification: { workflow: { identifier: 'waiting' } },
    sendTo: { recipients: [{ identifier: 'user-0' }] },
    data: { order: 4711 },
  })
  while (!(await db.one`select 1 from run where state = 'waiting'`)) await delay(50)
  const model = await db.one`
    select r.trigger_id, r.user_id, u.app_id from run r join app_user u on u.id = r.user_id`
  const { trigger_id, user_id, app_id } = /** @type {Record<string, number>} */ (model)
  await db.run`
    insert into app_user (app_id, identifier, profile_at, created_at)
    select ${app_id}, 'user-' || n, now(), now() from generate_series(1, ${users}::int) n`
  await db.run`insert into feed (user_id) select id from app_user where id <> ${user_id} on conflict do nothing`
  await db.run`
    insert into trigger (app_id, request_id, content, recipients, accepted_at, expanded_at, workflow_version_id)
    select t.app_id, gen_random_uuid(), t.content, '[]', t.accepted_at, t.expanded_at, t.workflow_version_id
    from trigger t, generate_series(1, ${triggers}::int) where t.id = ${trigger_id}`
  await db.run`
    insert into run (trigger_id, user_id, workflow_version_id, step, state, wake_at, created_at)
    select t.id, u.id, r.workflow_version_id, r.step, r.state, now() + interval '1 day' + random() * interval '300 days',
      r.created_at
    from run r, trigger t, app_user u
    where r.trigger_id = ${trigger_id} and t.id <> ${trigger_id} and u.id <> ${user_id}`
  await db.run`vacuum analyze`
}

/**
 * Any ten thousand of them, all within one second. @param {Db} db
 * @returns ms after that second until the last goes on, and until it has done so
 */
const makeDue = async (db) => {
  const from = new Date(Date.now() + 10_000)
  await db.run`
    update run set wake_at = ${from}::timestamptz + random() * interval '1 second'
    where id in (select id from run order by hashint8(id) limit ${due})`
  const until = new Date(from.getTime() + 1_000)
  const left = async () => {
    const row = await db.one`
      select count(*) filter (where state = 'waiting') waiting, count(*) filter (where state <> 'done') undone
      from run where state = 'ready' or (state = 'waiting' and wake_at < ${until})`
    return /** @type {{ waiting: number, undone: number }} */ (row)
  }
  if (Date.now() >= from.getTime())
    throw new Error('The machine is too busy: they were due before they were told so')
  await delay(until.getTime() - Date.now())
  let startedMs
  for (;;) {
    const { waiting, undone } = await left()
    const sinceMs = Date.now() - until.getTime()
    if (waiting === 0) startedMs ??= sinceMs
    if (undone === 0) break
    if (sinceMs > 120_000) throw new Error(`${waiting} runs still wait, and ${undone} are not done`)
    await delay(50)
  }
  const performedMs = Date.now() - until.getTime()
  const found = await db.one`select count(*) count from notification`
  if (/** @type {{ count: number }} */ (found).count < due)
    throw new Error('Some are done without their item')
  return { startedMs: startedMs ?? performedMs, performedMs }
}
