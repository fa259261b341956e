import { describe, expect, it } from 'vitest'
import { openOwnTestDb, useTestDb } from '../testing/test-db.js'
import { createStatementNames } from './statement-names.js'

describe('statement names', () => {
  it('gives the same text the same name, and another text another', () => {
    const names = createStatementNames()
    const [first, again, other] = ['select 1', 'select 1', 'select 2'].map(names.of)
    expect(first).toMatch(/./)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('names no more texts than asked for', () => {
    const names = createStatementNames(1)
    const name = names.of('select 1')
    expect(names.of('select 2')).toBe('')
    expect(names.of('select 1')).toBe(name)
  })

  it('gives other names once one is stale, and once only', () => {
    const names = createStatementNames()
    const stale = names.of('select 1')
    names.renew(stale)
    const fresh = names.of('select 1')
    expect(fresh).not.toBe(stale)
    names.renew(stale)
    expect(names.of('select 1')).toBe(fresh)
  })
})

describe('a statement that runs again', () => {
  it('works after it failed, outside a transaction and inside', async () => {
    const db = await useTestDb(openOwnTestDb)
    await db.run`create table thing (n int primary key)`
    const put = (n: number) => db.run`insert into thing values (${n})`
    await put(1)
    await expect(put(1)).rejects.toMatchObject({ code: '23505' })
    await put(2)
    const putBoth = (a: number, b: number) =>
      db.transaction(async (tx) => {
        for (const n of [a, b]) await tx.run`insert into thing values (${n})`
      })
    await expect(putBoth(3, 1)).rejects.toMatchObject({ code: '23505' })
    await putBoth(3, 4)
    expect(await db.many`select n from thing order by n`).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
  })

  it('works after its first try could not even be parsed', async () => {
    const db = await useTestDb(openOwnTestDb)
    const read = () => db.one`select n from not_yet`
    await expect(read()).rejects.toMatchObject({ code: '42P01' })
    await db.run`create table not_yet (n int)`
    expect(await read()).toBeUndefined()
  })

  it('sees what a migration changed since', async () => {
    const db = await useTestDb(openOwnTestDb)
    await db.run`create table thing (n int)`
    await db.run`insert into thing values (1)`
    const count = () => db.one`select sum(n)::int n from thing`
    for (let time = 0; time < 7; time++) expect(await count()).toEqual({ n: 1 })
    await db.run`alter table thing alter n type bigint, add m int`
    await db.run`create index on thing (n)`
    expect(await count()).toEqual({ n: 1 })
  })

  it('and gives all columns works after another node added one', async () => {
    const db = await useTestDb(openOwnTestDb)
    await db.run`create table thing (n int)`
    await db.run`insert into thing values (1)`
    const read = () => db.many`select * from thing`
    const readInside = () => db.transaction((tx) => tx.many`select * from thing`)
    const readAll = () => Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? read() : readInside())))
    for (let time = 0; time < 7; time++) await readAll()
    await db.run`alter table thing add m int`
    for (const rows of await readAll()) expect(rows).toEqual([{ n: 1, m: null }])
  })

  it('takes parameters of changing kinds', async () => {
    const db = await useTestDb(openOwnTestDb)
    const echo = (value: unknown) => db.one`select ${value}::jsonb as value`
    expect(await echo({ a: 1 })).toEqual({ value: { a: 1 } })
    expect(await echo(null)).toEqual({ value: null })
    expect(await echo(7)).toEqual({ value: 7 })
  })
})
