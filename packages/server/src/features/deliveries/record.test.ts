import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../../storage/db.js'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { claimDeliveries, findStanding } from './queries.js'
import { type Result, recordResults } from './record.js'
import { openDeliveries } from './testing/open-deliveries.js'

const attempt = { at: '2030-01-02T03:04:05.000Z', provider: 'main', kind: 'sent', text: 'ok', ms: 1 } as const
const next = {
  state: 'sent',
  reason: null,
  tries: 1,
  provider: 0,
  nextAt: null,
  isHandedOn: false,
} as const

let opened: TestDb
beforeAll(async () => {
  opened = await openTestDb()
})
afterAll(() => opened.close())

const openResults = async (count: number) => {
  const test = await openDeliveries(opened.db, { works: false })
  const ids: number[] = []
  for (let n = 0; n < count; n++) ids.push((await test.start()).id)
  const leasedUntil = new Date(test.clock.now().getTime() + 60_000)
  const leased = await claimDeliveries(test.db, ids, test.clock.now(), leasedUntil)
  const rows = await findStanding(test.db, leased, leasedUntil)
  const results: Result[] = rows.map((row) => ({ row, leasedUntil, next, attempt }))
  return { ...test, ids, results, now: () => test.clock.now() }
}

describe('what became of deliveries', () => {
  it('is written although the database takes one of them for broken, which loses its words', async () => {
    const { db, engine, now, ids, results, get } = await openResults(3)
    const [first, second, third] = results
    if (!first || !second || !third) throw new Error('there are three')
    const broken = { ...second, attempt: { ...attempt, text: 'a\0b', status: 200 } }
    await recordResults({ db, engine, now }, [first, broken, third])
    const rows = await Promise.all(ids.map(get))
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
    expect(rows.map(({ attempts }) => attempts[0]?.text)).toEqual(['ok', undefined, 'ok'])
    expect(rows[1]?.attempts[0]).toMatchObject({ kind: 'sent', status: 200 })
  })

  it('is written once the database is back', async () => {
    const { db, engine, now, ids, results, get } = await openResults(1)
    let failures = 2
    const away: Db = {
      ...db,
      transaction: async (work) => {
        if (failures-- > 0) throw new Error('Connection terminated unexpectedly')
        return db.transaction(work)
      },
    }
    await recordResults({ db: away, engine, now }, results)
    expect((await get(ids[0] ?? 0)).state).toBe('sent')
  })

  it('is not written over what another worker did after the lease', async () => {
    const { db, engine, clock, now, ids, results, get } = await openResults(1)
    clock.advance(60_000)
    await claimDeliveries(db, ids, now(), new Date(now().getTime() + 60_000))
    const late = results.map((one) => ({
      ...one,
      next: { ...next, state: 'failed' as const, reason: 'gave_up' },
    }))
    await recordResults({ db, engine, now }, late)
    expect(await get(ids[0] ?? 0)).toMatchObject({ state: 'pending', attempts: [] })
    await recordResults({ db, engine, now }, results)
    expect(await get(ids[0] ?? 0)).toMatchObject({ state: 'sent' })
  })
})
