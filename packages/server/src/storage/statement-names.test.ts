import { describe, expect, it } from 'vitest'
import { useTestDb } from '../testing/test-db.js'
import { createStatementNames } from './statement-names.js'

describe('statement names', () => {
  it('gives the same text the same name, and another text another', () => {
    const nameOf = createStatementNames()
    const [first, again, other] = ['select 1', 'select 1', 'select 2'].map(nameOf)
    expect(first).toMatch(/./)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('names no more texts than asked for', () => {
    const nameOf = createStatementNames(1)
    expect([nameOf('select 1'), nameOf('select 2'), nameOf('select 1')]).toEqual([
      nameOf('select 1'),
      '',
      nameOf('select 1'),
    ])
  })
})

describe('a statement that runs again', () => {
  it('works after it failed, outside a transaction and inside', async () => {
    const db = await useTestDb()
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
    const db = await useTestDb()
    const read = () => db.one`select n from not_yet`
    await expect(read()).rejects.toMatchObject({ code: '42P01' })
    await db.run`create table not_yet (n int)`
    expect(await read()).toBeUndefined()
  })

  it('sees what a migration changed since', async () => {
    const db = await useTestDb()
    await db.run`create table thing (n int)`
    await db.run`insert into thing values (1)`
    const count = () => db.one`select sum(n)::int n from thing`
    for (let time = 0; time < 7; time++) expect(await count()).toEqual({ n: 1 })
    await db.run`alter table thing alter n type bigint, add m int`
    await db.run`create index on thing (n)`
    expect(await count()).toEqual({ n: 1 })
  })

  it('takes parameters of changing kinds', async () => {
    const db = await useTestDb()
    const echo = (value: unknown) => db.one`select ${value}::jsonb as value`
    expect(await echo({ a: 1 })).toEqual({ value: { a: 1 } })
    expect(await echo(null)).toEqual({ value: null })
    expect(await echo(7)).toEqual({ value: 7 })
  })
})
