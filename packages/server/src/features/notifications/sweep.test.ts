import type { FeedChanges } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { sweepItems } from './sweep.js'

/** Users of the test, who all have the same number of items. */
interface Crowd {
  userIds: number[]
  /** Of the feeds, with what their rows count to. */
  read(): Promise<{ seq: number; counts: number[]; rows: number[]; places: string[] }[]>
}

describe('waking and expiring', () => {
  let test: TestDb
  let appId: number
  beforeAll(async () => {
    test = await openTestDb()
    appId = (await insertApp(test.db, 'Shop', 'key', new Date()))?.id ?? 0
  })
  afterAll(() => test.close())

  const now = new Date('2030-01-01T12:00:00Z')
  const past = new Date('2030-01-01T11:00:00Z')
  let names = 0

  /** Each has `each` items in the plain feed, of which the oldest `due` are put elsewhere. */
  const aCrowd = async (
    users: number,
    each: number,
    due: number,
    how: 'snooze' | 'expiry',
  ): Promise<Crowd> => {
    const { db } = test
    const prefix = `crowd-${names++}-`
    await db.run`
      insert into app_user (app_id, identifier, profile_at, created_at)
      select ${appId}, ${prefix} || n, ${past}, ${past} from generate_series(1, ${users}::int) n`
    const rows = await db.many<{ id: number }>`
      select id from app_user where identifier like ${`${prefix}%`} order by id`
    const userIds = rows.map(({ id }) => id)
    const isSnooze = how === 'snooze'
    const shown = isSnooze ? each - due : each
    await db.run`
      insert into feed (user_id, seq, unseen, unread, total)
      select u, ${each * 2}::int, ${shown}::int, ${shown}::int, ${shown}::int from unnest(${userIds}::bigint[]) u`
    await db.run`
      insert into notification (user_id, no, place, seq, trigger_id, title, created_at, snoozed_until, read_at,
        expires_at)
      select u, case when ${isSnooze} and n <= ${due}::int then -n else n end,
        case when ${isSnooze} and n <= ${due}::int then n end,
        case when ${isSnooze} and n <= ${due}::int then ${each}::int + n else n end, u * 1000 + n, 'Note ' || n, ${past},
        case when ${isSnooze} and n <= ${due}::int then ${past}::timestamptz - n * interval '1 minute' end,
        case when ${isSnooze} and n <= ${due}::int then ${past}::timestamptz end,
        case when ${!isSnooze} and n <= ${due}::int then ${past}::timestamptz end
      from unnest(${userIds}::bigint[]) u cross join generate_series(1, ${each}::int) n`
    return {
      userIds,
      read: () => db.many`
        select f.seq, array[f.unseen, f.unread, f.total] counts, (
          select array[count(*) filter (where seen_at is null and read_at is null), count(*) filter (where read_at is null),
            count(*)]::int[]
          from notification n
          where n.user_id = f.user_id and deleted_at is null and archived_at is null and snoozed_until is null
        ) rows, (
          select array_agg(title order by coalesce(place, no) desc) from notification n
          where n.user_id = f.user_id and deleted_at is null
        ) places
        from feed f where f.user_id = any(${userIds}::bigint[]) order by f.user_id`,
    }
  }

  const aNode = (connected: readonly number[] = []) => {
    const told: { userId: number; event: FeedChanges }[] = []
    return {
      told,
      sweep: () =>
        sweepItems({
          db: test.db,
          now: () => now,
          sockets: {
            hearing: (userIds) => userIds.filter((userId) => connected.includes(userId)),
            tellPage: ({ events }) => told.push(...events),
          },
        }),
    }
  }

  it('wakes more than a page, several of a user in the order of their times, on many nodes at once, and once', async () => {
    const crowd = await aCrowd(600, 4, 3, 'snooze')
    const [first = 0] = crowd.userIds
    const nodes = Array.from({ length: 3 }, () => aNode([first]))
    await Promise.all(nodes.map(({ sweep }) => sweep()))
    for (const { seq, counts, rows, places } of await crowd.read()) {
      expect({ seq, counts, rows }).toEqual({ seq: 11, counts: [4, 4, 4], rows: [4, 4, 4] })
      // Note 3 was due first.
      expect(places).toEqual(['Note 1', 'Note 2', 'Note 3', 'Note 4'])
    }
    const events = nodes.flatMap(({ told }) => told)
    const changes = events.flatMap(({ event }) => event.changes)
    expect(
      changes.map(({ seq, item, was }) => [seq, item?.sort, item?.readAt, was?.snoozed, was?.read]),
    ).toEqual([
      [9, 9, null, true, true],
      [10, 10, null, true, true],
      [11, 11, null, true, true],
    ])
    expect(events.at(-1)).toMatchObject({ userId: first, event: { seq: 11, counts: { unseen: 4 } } })
    expect(events[0]?.event.from).toBe(8)
    await aNode().sweep()
    expect((await crowd.read())[0]?.seq).toBe(11)
  })

  it('expires more than a page, on many nodes at once, and once', async () => {
    const crowd = await aCrowd(600, 4, 3, 'expiry')
    const [first = 0] = crowd.userIds
    const nodes = Array.from({ length: 3 }, () => aNode([first]))
    await Promise.all(nodes.map(({ sweep }) => sweep()))
    for (const { seq, counts, rows, places } of await crowd.read())
      expect({ seq, counts, rows, places }).toEqual({
        seq: 11,
        counts: [1, 1, 1],
        rows: [1, 1, 1],
        places: ['Note 4'],
      })
    const changes = nodes.flatMap(({ told }) => told.flatMap(({ event }) => event.changes))
    expect(changes).toMatchObject(
      [9, 10, 11].map((seq) => ({
        seq,
        item: null,
        operationId: null,
        was: { seen: false, archived: false },
      })),
    )
  })

  it('leaves a page whole or undone: what fails is done by the next sweep', async () => {
    const crowd = await aCrowd(2, 2, 1, 'snooze')
    const [, second = 0] = crowd.userIds
    const failing = sweepItems({
      db: test.db,
      now: () => now,
      sockets: {
        hearing: () => {
          throw new Error('this node dies')
        },
        tellPage: () => undefined,
      },
    })
    await expect(failing).rejects.toThrow('this node dies')
    expect((await crowd.read()).map(({ seq }) => seq)).toEqual([4, 4])
    const node = aNode([second])
    await node.sweep()
    expect((await crowd.read()).map(({ seq }) => seq)).toEqual([5, 5])
    expect(node.told).toMatchObject([{ userId: second }])
  })
})
