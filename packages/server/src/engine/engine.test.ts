import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../storage/db.js'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import { createEngine } from './engine.js'

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openEmptyTestDb()
  db = opened.db
})
afterAll(() => opened.close())

describe('engine', () => {
  it('hands over a job', async () => {
    const engine = createEngine(db)
    let resolve = (_: unknown): void => {}
    const times: number[] = []
    engine.work<{ n: number }>('a', { batchSize: 10 }, async (jobs) => {
      for (const j of jobs) resolve(j.data)
      return undefined
    })
    await engine.start()
    for (let n = 0; n < 100; n++) {
      const got = new Promise((r) => {
        resolve = r
      })
      const at = { t: 0 }
      await db.transaction(async (tx) => {
        await engine.enqueue(tx, 'a', [{ data: { n } }])
        tx.afterCommit(() => {
          at.t = performance.now()
        })
      })
      expect(await got).toEqual({ n })
      times.push(performance.now() - at.t)
      await new Promise((r) => setTimeout(r, 5))
    }
    times.sort((a, b) => a - b)
    console.log(db.kind, 'p50', times[50], 'p90', times[90], 'p99', times[98])
    await engine.stop()
  })
})
