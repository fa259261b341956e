import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sql } from '../../storage/db.js'
import { openOwnTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { type PageQuery, readPage } from './queries.js'

interface Plan {
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

/** Rows of a table that a plan took up, also those that it dropped again. */
const rowsTaken = (plan: Plan, table: string): number =>
  (plan['Relation Name'] === table
    ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
    : 0) + (plan.Plans ?? []).reduce((sum, part) => sum + rowsTaken(part, table), 0)

/** Statements made on it are explained and counted. */
const counting = (db: Sql): { db: Sql; taken: () => number } => {
  let taken = 0
  const many = async <Row>([first = '', ...rest]: TemplateStringsArray, ...values: unknown[]) => {
    const strings = [`explain (analyze, format json) ${first}`, ...rest]
    const [row] = await db.many<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      Object.assign(strings, { raw: strings }),
      ...values,
    )
    const plan = row?.['QUERY PLAN'][0]?.Plan
    if (!plan) throw new Error('EXPLAIN gave no plan')
    taken += rowsTaken(plan, 'notification')
    return [] as Row[]
  }
  return { db: { ...db, many }, taken: () => taken }
}

describe('a feed that is longer than a page', () => {
  let test: TestDb
  const users = 20
  const last = { read: 600, unread: 3 }

  beforeAll(async () => {
    test = await openOwnTestDb()
    const appId = (await insertApp(test.db, 'Shop', 'key', new Date()))?.id ?? 0
    const { read, unread } = last
    await test.db.run`
      insert into app_user (app_id, identifier, profile_at, created_at)
      select ${appId}, 'user-' || n, now(), now() from generate_series(1, ${users}::int) n`
    await test.db.run`
      insert into feed (user_id, seq, total, unread, unseen, read_all, read_all_at)
      select id, ${read + unread}, ${read + unread}, ${unread}, ${unread}, ${read}, now() from app_user`
    await test.db.run`
      insert into notification (user_id, no, seq, trigger_id, title, message, created_at)
      select u.id, n, n, n, 'Parcel', repeat('On its way. ', 12), now()
      from generate_series(1, ${read + unread}::int) n, app_user u order by n, u.id`
    await test.db.run`analyze`
  })
  afterAll(() => test.close())

  const takenFor = async (query: PageQuery): Promise<number> => {
    const { db, taken } = counting(test.db)
    const user = await test.db.one<{ id: number }>`select max(id) id from app_user`
    await readPage(db, user?.id ?? 0, query)
    return taken()
  }

  it.each<[string, PageQuery, number]>([
    ['its first page', { limit: 26 }, 26],
    ['a page by cursor', { limit: 51, before: 300 }, 51],
    ['the last page by cursor', { limit: 51, before: 20 }, 19],
    ['what is unread', { limit: 26, state: 'unread' }, last.unread],
    ['what is read', { limit: 26, state: 'read' }, 26 + last.unread],
    ['what is read, by cursor', { limit: 26, state: 'read', before: 300 }, 26],
  ])('gives %s without a look at the rest', async (_, query, most) => {
    expect(await takenFor(query)).toBeLessThanOrEqual(most)
  })
})
