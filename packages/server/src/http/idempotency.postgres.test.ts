import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../testing/test-db.js'
import { type CounterServer, openCounterServer } from './testing/counter-server.js'

/** Another node that is just working on a request with the same key: only where there are several connections. */
describe('a write whose key is just being used elsewhere', () => {
  let test: TestDb
  let server: CounterServer
  let elsewhere: pg.Client
  beforeAll(async () => {
    test = await openTestDb()
    server = await openCounterServer(test.db)
    elsewhere = new pg.Client({ connectionString: test.databaseUrl })
    await elsewhere.connect()
  })
  afterAll(async () => {
    await elsewhere.end()
    await server.close()
    await test.close()
  })

  const request = (name: string) => ({ path: `/v3/counts/${name}`, key: 'k' })

  /** Takes over, in a transaction that stays open, the key that a first request has used. */
  const hold = async (name: string): Promise<string> => {
    const { text } = await server.count(request(name))
    await elsewhere.query('begin')
    await elsewhere.query(
      'create temp table held on commit drop as select * from idempotency_key where path = $1',
      [`/v3/counts/${name}`],
    )
    await test.db.run`delete from idempotency_key where path = ${`/v3/counts/${name}`}`
    await elsewhere.query('insert into idempotency_key select * from held')
    return text
  }

  const isWaiting = () =>
    expect
      .poll(
        () => test.db.one<{ n: number }>`
        select count(*) n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into idempotency_key%'`,
      )
      .toEqual({ n: 1 })

  it('waits, and gives the answer that was given there', async () => {
    const text = await hold('committed')
    const waiting = server.count(request('committed'))
    await isWaiting()
    await elsewhere.query('commit')
    expect(await waiting).toMatchObject({ status: 202, text, headers: { 'idempotent-replayed': 'true' } })
    expect(await server.counted('committed')).toBe(1)
  })

  it('waits, and is done when it failed there', async () => {
    await hold('failed')
    const waiting = server.count(request('failed'))
    await isWaiting()
    await elsewhere.query('rollback')
    const answer = await waiting
    expect(answer).toMatchObject({ status: 202, body: { a: 2 } })
    expect(answer.headers).not.toHaveProperty('idempotent-replayed')
  })

  it('is refused after 5 s, and says when to come back', async () => {
    await hold('slow')
    expect(await server.count(request('slow'))).toMatchObject({
      status: 409,
      body: { status: 'error', code: 'idempotency_in_progress', message: expect.stringContaining('still') },
      headers: { 'retry-after': '5' },
    })
    expect(await server.counted('slow')).toBe(1)
    await elsewhere.query('commit')
    expect(await server.count(request('slow'))).toMatchObject({
      status: 202,
      headers: { 'idempotent-replayed': 'true' },
    })
  })
})
