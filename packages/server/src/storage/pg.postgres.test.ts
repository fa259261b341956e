import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import { openDb } from './open.js'

let opened: TestDb
beforeAll(async () => {
  opened = await openEmptyTestDb()
})
afterAll(() => opened.close())

describe('a connection to PostgreSQL', () => {
  it('that breaks in a transaction rejects it, and the next one has another', async () => {
    const { db } = opened
    const committed: string[] = []
    const work = db.transaction(async (tx) => {
      tx.afterCommit(() => committed.push('yes'))
      await tx.run`select pg_terminate_backend(pg_backend_pid())`
    })
    await expect(work).rejects.toMatchObject({ code: '57P01' })
    expect(committed).toEqual([])
    expect(await db.one`select 1 as one`).toEqual({ one: 1 })
    expect(await db.transaction((tx) => tx.one`select 1 as one`)).toEqual({ one: 1 })
  })

  it('that breaks while it is idle is told and replaced, without its innards', async () => {
    const { databaseUrl = '' } = opened
    const told: unknown[] = []
    const db = await openDb({ databaseUrl, poolSize: 1, onError: (error) => told.push(error) })
    const connection = await db.one<{ pid: number }>`select pg_backend_pid() as pid`
    await opened.db.run`select pg_terminate_backend(${connection?.pid})`
    await expect.poll(() => told).toEqual([expect.objectContaining({ code: '57P01' })])
    expect(told[0]).not.toHaveProperty('client')
    expect(await db.one`select 1 as one`).toEqual({ one: 1 })
    await db.close()
  })

  it('is in UTC from its first query on', async () => {
    const { databaseUrl = '' } = opened
    const db = await openDb({ databaseUrl })
    expect(await db.one`select current_setting('TimeZone') as zone`).toEqual({ zone: 'UTC' })
    await db.close()
  })

  it('that cannot be made rejects with the reason', async () => {
    const db = await openDb({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' })
    await expect(db.one`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(db.transaction(async () => 1)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await db.close()
  })
})
