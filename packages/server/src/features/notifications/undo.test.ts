import { randomUUID } from 'node:crypto'
import type { BatchAnswer, FeedPage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

describe('acts on all of a feed, and taking them back', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  let names = 0
  const aUserWith = async (titles: readonly string[]): Promise<string> => {
    const name = `undoer-${names++}`
    await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    for (const title of titles)
      await test.send([name], { title, category: title.startsWith('o') ? 'orders' : 'other' })
    return name
  }
  /** Straight into the tables: a thousand sends would take long. */
  const aLongFeed = async (count: number): Promise<string> => {
    const name = await aUserWith([])
    await test.db.run`
      insert into notification (user_id, no, seq, trigger_id, title, created_at)
      select u.id, n, n, n + 1000000 * u.id, 'Note ' || n, ${test.clock.now()}
      from app_user u cross join generate_series(1, ${count}::int) n where u.identifier = ${name}`
    await test.db.run`
      update feed f set seq = ${count}, unseen = ${count}, unread = ${count}, total = ${count} from app_user u
      where u.id = f.user_id and u.identifier = ${name}`
    return name
  }
  const list = async (name: string, query = ''): Promise<FeedPage> =>
    (await test.call('GET', `/v3/notifications?limit=50&${query}`, test.asUser(name))).body as never
  const titles = async (name: string, query = ''): Promise<string[]> =>
    (await list(name, query)).data.map(({ title }) => title)
  const batch = async (name: string, ...operations: object[]): Promise<BatchAnswer> => {
    const answer = await test.call('POST', '/v3/notifications/batch', test.asUser(name), {
      operations: operations.map((one) => ({ operationId: randomUUID(), ...one })),
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body as never
  }
  const outcomes = ({ results }: BatchAnswer) => results.map(({ outcome }) => outcome)
  const undone = { outcome: 'refused', message: 'This can no longer be undone' }

  it('marks all of a filter read, each with a seq of its own, and takes that back', async () => {
    const name = await aUserWith(['o1', 'x1', 'o2'])
    const of = randomUUID()
    const filter = { category: 'orders' }
    const read = await batch(name, { operationId: of, verb: 'readAll', throughSeq: 3, filter })
    expect(read).toMatchObject({ from: 3, seq: 5, counts: { unseen: 1, unread: 1, total: 3 } })
    expect(read.changes).toMatchObject([
      { seq: 4, operationId: of, was: { category: 'orders', read: false } },
      { seq: 5, operationId: of },
    ])
    const { epoch } = await list(name)
    const [first] = (await list(name)).data
    await batch(name, { verb: 'state', id: first?.id, state: 'mine' })
    expect(await batch(name, { verb: 'undo', of })).toMatchObject({
      results: [{ outcome: 'applied' }],
      from: 6,
      seq: 7,
      counts: { unseen: 1, unread: 2 },
    })
    expect(await list(name)).toMatchObject({ epoch })
    expect(await batch(name, { verb: 'undo', of })).toMatchObject({
      results: [{ outcome: 'applied' }],
      seq: 7,
    })
  })

  it('archives all that was on the screen, and takes that back', async () => {
    const name = await aUserWith(['a', 'b'])
    await test.send([name], { title: 'later' })
    const of = randomUUID()
    const archived = await batch(name, { operationId: of, verb: 'archiveAll', throughSeq: 2 })
    expect(archived).toMatchObject({ counts: { total: 1 }, changes: [{ seq: 4 }, { seq: 5 }] })
    expect(await titles(name)).toEqual(['later'])
    expect(await titles(name, 'filter=archived')).toEqual(['b', 'a'])
    await batch(name, { verb: 'undo', of })
    expect(await titles(name)).toEqual(['later', 'b', 'a'])
    expect(await list(name)).toMatchObject({ counts: { unseen: 3, unread: 3, total: 3 } })
  })

  it('deletes all of a filter, the archive too, and restores it', async () => {
    const name = await aUserWith(['a', 'b', 'o'])
    const ids = (await list(name)).data.map(({ id }) => id)
    await batch(name, { verb: 'archive', id: ids[0] }, { verb: 'archive', id: ids[1] })
    const of = randomUUID()
    await batch(name, { operationId: of, verb: 'deleteAll', throughSeq: 99, filter: { state: 'archived' } })
    expect(await titles(name, 'filter=archived')).toEqual([])
    expect(await titles(name)).toEqual(['a'])
    await batch(name, { verb: 'undo', of })
    expect(await titles(name, 'filter=archived')).toEqual(['o', 'b'])
  })

  it('puts a watermark back, with a new epoch, while no later one has moved', async () => {
    const name = await aUserWith(['a', 'b', 'c'])
    const first = await list(name)
    const [read, seen, cleared] = [randomUUID(), randomUUID(), randomUUID()]
    await batch(name, { operationId: seen, verb: 'seenAll', throughSeq: 2 })
    await batch(name, { operationId: read, verb: 'readAll', throughSeq: 4 })
    expect(await batch(name, { verb: 'undo', of: seen })).toMatchObject({ results: [undone] })
    const back = await batch(name, { verb: 'undo', of: read })
    expect(back).toMatchObject({
      results: [{ outcome: 'applied' }],
      from: 6,
      seq: 6,
      changes: [],
      counts: { unseen: 1, unread: 3, total: 3 },
      marks: { seenAll: 2, readAll: 0, readAllAt: null, operationId: seen },
    })
    expect(back.epoch).not.toBe(first.epoch)
    const changes = await test.call(
      'GET',
      `/v3/notifications/changes?epoch=${first.epoch}&since=5`,
      test.asUser(name),
    )
    expect(changes.body).toMatchObject({ reset: true })
    expect(outcomes(await batch(name, { verb: 'undo', of: seen }))).toEqual(['applied'])
    expect(await list(name)).toMatchObject({
      counts: { unseen: 3, unread: 3, total: 3 },
      marks: { seenAll: 0 },
    })
    await batch(name, { operationId: cleared, verb: 'deleteAll', throughSeq: 99 })
    expect(await titles(name)).toEqual([])
    await batch(name, { verb: 'undo', of: cleared })
    expect(await titles(name)).toEqual(['c', 'b', 'a'])
    expect(outcomes(await batch(name, { verb: 'undo', of: cleared }))).toEqual(['applied'])
  })

  it('takes back what it marked one by one along with the watermark', async () => {
    const name = await aUserWith(['a', 'b'])
    const [b] = (await list(name)).data
    await batch(name, { verb: 'seen', id: b?.id })
    const of = randomUUID()
    await batch(name, { operationId: of, verb: 'readAll', throughSeq: 2 })
    expect(await list(name)).toMatchObject({ counts: { unread: 0 } })
    await batch(name, { verb: 'undo', of })
    expect(await list(name)).toMatchObject({ counts: { unseen: 1, unread: 2, total: 2 } })
  })

  it('refuses what is older than ten minutes, what is no act on all, and what nobody did', async () => {
    const name = await aUserWith(['a'])
    const other = await aUserWith(['a'])
    const [a] = (await list(name)).data
    const [of, item] = [randomUUID(), randomUUID()]
    await batch(name, { operationId: of, verb: 'readAll', throughSeq: 1 })
    await batch(name, { operationId: item, verb: 'unread', id: a?.id })
    for (const wrong of [item, randomUUID()])
      expect(await batch(name, { verb: 'undo', of: wrong })).toMatchObject({ results: [undone] })
    expect(await batch(other, { verb: 'undo', of })).toMatchObject({ results: [undone] })
    await test.advance('11m')
    expect(await batch(name, { verb: 'undo', of })).toMatchObject({ results: [undone], seq: 3 })
  })

  it('says only how far the feed has come when very much has changed', async () => {
    const name = await aLongFeed(2_500)
    const of = randomUUID()
    const archived = await batch(name, { operationId: of, verb: 'archiveAll', throughSeq: 2_400 })
    expect(archived).toMatchObject({
      from: 4_900,
      seq: 4_900,
      changes: [],
      counts: { unseen: 100, unread: 100, total: 100 },
    })
    expect(await list(name, 'filter=archived')).toMatchObject({
      filtered: { unseen: 1000, unread: 1000, total: 1000 },
      nextCursor: '2351',
    })
    const back = await batch(name, { verb: 'undo', of })
    expect(back).toMatchObject({ from: 7_300, seq: 7_300, changes: [], counts: { total: 2_500 } })
    const page = await test.call('GET', '/v3/notifications?limit=3&cursor=2402', test.asUser(name))
    expect((page.body.data ?? []).map(({ sort }) => sort)).toEqual([2401, 2400, 2399])
  }, 60_000)

  it('unpins what would be too many after a deletion is taken back', async () => {
    const name = await aUserWith(['a', 'b', 'c', 'd', 'e'])
    for (const { id } of (await list(name)).data) await batch(name, { verb: 'pin', id })
    const of = randomUUID()
    await batch(name, { operationId: of, verb: 'deleteAll', throughSeq: 99 })
    await test.advance('1m')
    const [f] = await test.send([name], { title: 'f' })
    await batch(name, { verb: 'pin', id: f })
    await batch(name, { verb: 'undo', of })
    const { data } = await list(name)
    expect(data.map(({ title }) => title)).toContain('f')
    expect(data.filter(({ pinnedAt }) => pinnedAt)).toHaveLength(5)
    expect(data[0]).toMatchObject({ title: 'f', pinnedAt: expect.any(String) })
  })
})
