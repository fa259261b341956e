import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import type { Db } from './db.js'
import { json } from './parameters.js'

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openEmptyTestDb()
  db = opened.db
})
afterAll(() => opened.close())

/** The value as it comes back, and as PostgreSQL writes it as text: a value read as it was sent may still be wrong. */
const echo = async (value: unknown, type: string): Promise<{ value: unknown; text: string | null }> => {
  const as = sql([type])
  const row = await db.one<{ value: unknown; text: string | null }>`
    select ${value}::${as} as value, (${value}::${as})::text as text`
  if (!row) throw new Error('A select without a table has one row')
  return row
}

const odd = [
  '',
  ' ',
  'NULL',
  'null',
  '{}',
  ',',
  '"',
  '\\',
  '\\"',
  "'",
  '\n\t\r',
  'é 😀 \u202e',
  '$1',
  '{a,"b"}',
]
const instant = new Date('2026-11-21T01:02:03.456Z')
const nested = { a: [1, 'two', null, { b: true }], text: '"\\\' \u2028 😀', deep: { deeper: {} } }

describe('values', () => {
  it.each<[string, unknown, string]>([
    ['an int8', 42, 'int8'],
    ['a negative int8', -42, 'int8'],
    ['the largest int8 there is a number for', Number.MAX_SAFE_INTEGER, 'int8'],
    ['the smallest int8 there is a number for', Number.MIN_SAFE_INTEGER, 'int8'],
    ['int8s', [1, Number.MAX_SAFE_INTEGER, -3], 'int8[]'],
    ['no int8s', [], 'int8[]'],
    ['int8s with nulls', [1, null, 2], 'int8[]'],
    ['an int4', 7, 'int4'],
    ['int4s', [1, 2], 'int4[]'],
    ['a float', 0.1, 'float8'],
    ['a truth', true, 'boolean'],
    ['an untruth', false, 'boolean'],
    ['truths', [true, false, null], 'boolean[]'],
    ['a text', odd.join(''), 'text'],
    ['texts of odd characters', odd, 'text[]'],
    ['texts with nulls', ['a', null, ''], 'text[]'],
    ['no texts', [], 'text[]'],
    [
      'texts of texts',
      [
        ['a', 'b'],
        ['c', '"}'],
      ],
      'text[]',
    ],
    ['an instant', instant, 'timestamptz'],
    ['instants', [instant, null, new Date(0)], 'timestamptz[]'],
    ['an instant long ago', new Date('1066-10-14T09:00:00Z'), 'timestamptz'],
    ['a uuid', '0191f5a2-0000-7000-8000-000000000001', 'uuid'],
    ['uuids', ['0191f5a2-0000-7000-8000-000000000001'], 'uuid[]'],
    ['an object as jsonb', nested, 'jsonb'],
    ['an empty object as jsonb', {}, 'jsonb'],
    ['objects as jsonbs', [nested, { b: 1 }, null], 'jsonb[]'],
    ['a numeric, as text', '12345678901234567890.123', 'numeric'],
    ['a date, as text', '2026-02-28', 'date'],
    ['a timestamp without a zone, as text', '2026-02-28 12:00:00', 'timestamp'],
    ['an interval, as text', '02:03:00', 'interval'],
    ['nothing', null, 'int8'],
    ['no text', null, 'text'],
    ['no jsonb', null, 'jsonb'],
  ])('come back as they went in: %s', async (_, value, type) => {
    expect((await echo(value, type)).value).toEqual(value)
  })

  it.each<[string, unknown, string]>([
    ['an array', [1, 'two', null, { a: [] }], '[1, "two", null, {"a": []}]'],
    ['an empty array', [], '[]'],
    ['an object', nested, ''],
    ['a string', 'a "quoted" \\ text', '"a \\"quoted\\" \\\\ text"'],
    ['a string of JSON', '{"a":1}', '"{\\"a\\":1}"'],
    ['a number', 1.5, '1.5'],
    ['a truth', false, 'false'],
    ['null', null, 'null'],
  ])('wrapped in json() are jsonb whatever they are: %s', async (_, value, text) => {
    const came = await echo(json(value), 'jsonb')
    expect(came.value).toEqual(value)
    if (text !== '') expect(came.text).toBe(text)
  })

  it('write undefined as null', async () => {
    expect(await echo(undefined, 'text')).toEqual({ value: null, text: null })
    expect(await echo([undefined, 'a'], 'text[]')).toEqual({ value: [null, 'a'], text: '{NULL,a}' })
  })

  it('write bytes as bytea', async () => {
    const { value } = await echo(new Uint8Array([0, 1, 254, 255]), 'bytea')
    expect(Buffer.from(value as Uint8Array)).toEqual(Buffer.from([0, 1, 254, 255]))
  })

  it('write a bigint whole', async () => {
    expect(await echo(9_007_199_254_740_993n, 'numeric')).toEqual({
      value: '9007199254740993',
      text: '9007199254740993',
    })
  })

  it.each(['9007199254740992', '-9007199254740992', '9223372036854775807'])(
    'refuse to read the int8 %s, which no number holds',
    async (text) => {
      await expect(db.one`select ${text}::int8 as id`).rejects.toThrow(RangeError)
      await expect(db.one`select array[${text}::int8] as ids`).rejects.toThrow(RangeError)
      expect(await db.one`select 1 as one`).toEqual({ one: 1 })
    },
  )

  it('leave the transaction rolled back when an int8 cannot be read', async () => {
    await db.run`create table too_large (id int8)`
    const refused = db.transaction(
      (tx) => tx.one`insert into too_large values (9007199254740993) returning id`,
    )
    await expect(refused).rejects.toThrow('The int8 9007199254740993 does not fit')
    expect(await db.one`select count(*) from too_large`).toEqual({ count: 0 })
  })

  it.each([
    ['an invalid date', new Date('never'), 'An invalid Date'],
    ['a function', () => 1, 'A function'],
    ['a symbol', Symbol('s'), 'A symbol'],
  ])('refuse %s as a parameter', async (_, value, message) => {
    await expect(db.one`select ${value}::text as value`).rejects.toThrow(message)
  })

  it('splice fragments in, with the parameters of both in order', async () => {
    const inner = sql`${2}::int + ${3}::int`
    expect(await db.one`select ${1}::int as a, ${inner} as b, ${4}::int as c`).toEqual({ a: 1, b: 5, c: 4 })
  })

  it('count as numbers', async () => {
    expect(await db.one`select count(*), sum(n)::int8 as sum from generate_series(1, 10) n`).toEqual({
      count: 10,
      sum: 55,
    })
  })

  it('keep an instant to the millisecond, in UTC, wherever the server stands', async () => {
    expect((await echo(instant, 'timestamptz')).text).toBe('2026-11-21 01:02:03.456+00')
    expect(await db.one`select to_jsonb(${instant}::timestamptz) as at`).toEqual({
      at: '2026-11-21T01:02:03.456+00:00',
    })
  })
})

describe('statements', () => {
  it('tell how many rows they touched', async () => {
    await db.run`create table touched (id int)`
    expect(await db.run`insert into touched select generate_series(1, 5)`).toBe(5)
    expect(await db.run`update touched set id = id where id > ${2}`).toBe(3)
    expect(await db.run`delete from touched where id > ${9}`).toBe(0)
    expect(await db.run`delete from touched`).toBe(5)
  })

  it('give the first row, or none', async () => {
    expect(await db.one`select n from generate_series(1, 3) n order by n`).toEqual({ n: 1 })
    expect(await db.one`select 1 where false`).toBeUndefined()
    expect(await db.many`select 1 where false`).toEqual([])
  })

  it('reject with the code PostgreSQL gives', async () => {
    await expect(db.one`select 1 / ${0}::int`).rejects.toMatchObject({ code: '22012' })
    await expect(db.one`select * from nowhere`).rejects.toMatchObject({ code: '42P01' })
  })
})
