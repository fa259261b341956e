import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { saveUsers } from '../users/service.js'
import { type Delivered, type Delivery, deliverPage } from './deliver.js'
import { insertTriggers } from './queries.js'

const content = { title: 'Shipped', message: null, icon: null, url: null, category: null, data: null }

describe('delivering a page', () => {
  let test: TestDb
  let appId: number
  beforeAll(async () => {
    test = await openTestDb()
    appId = (await insertApp(test.db, 'Shop', 'key', new Date()))?.id ?? 0
  })
  afterAll(() => test.close())

  const someUsers = async (count: number): Promise<number[]> => {
    const users = Array.from({ length: count }, () => ({ identifier: crypto.randomUUID(), profile: {} }))
    return (await saveUsers(test.db, appId, users, new Date())).map(({ id }) => id)
  }
  const someTriggers = async (count: number): Promise<number[]> => {
    const triggers = Array.from({ length: count }, () => ({
      appId,
      requestId: crypto.randomUUID(),
      content,
      recipients: [],
      acceptedAt: new Date(),
    }))
    return (await insertTriggers(test.db, triggers)).map(({ id }) => id)
  }
  const everyPair = (triggerIds: number[], userIds: number[]): Delivery[] =>
    triggerIds.flatMap((triggerId) => userIds.map((userId) => ({ triggerId, userId })))
  const deliver = (triggerIds: number[], pairs: Delivery[], told: number[] = []): Promise<Delivered> => {
    const contents = triggerIds.map((triggerId) => ({ ...content, triggerId, categoryId: null }))
    return test.db.transaction((tx) => deliverPage(tx, pairs, contents, told, new Date()))
  }
  const feedsOf = (userIds: number[]) => test.db.many`
    select seq, unseen, unread, total,
      (select array_agg(no order by no) from notification n where n.user_id = f.user_id) nos,
      (select array_agg(trigger_id order by no) from notification n where n.user_id = f.user_id) trigger_ids
    from feed f where user_id = any(${userIds}::bigint[])`

  it('numbers several triggers for the same users without holes, in the order they were accepted', async () => {
    const [users, triggers] = [await someUsers(3), await someTriggers(2)]
    const [ann = 0] = users
    const { inserted, events } = await deliver(triggers, everyPair(triggers, users).reverse(), [ann])
    expect(inserted).toBe(6)
    expect(events).toMatchObject([
      { userId: ann, event: { from: 0, seq: 2, changes: [{ seq: 1 }, { seq: 2 }] } },
    ])
    const grown = { seq: 2, unseen: 2, unread: 2, total: 2, nos: [1, 2], trigger_ids: triggers }
    expect(await feedsOf(users)).toEqual([grown, grown, grown])
  })

  it('delivers a trigger once, whoever repeats it', async () => {
    const [users, triggers] = [await someUsers(2), await someTriggers(1)]
    const pairs = everyPair(triggers, users)
    await deliver(triggers, pairs)
    expect(await deliver(triggers, pairs, users)).toEqual({ inserted: 0, events: [] })
    expect(await feedsOf(users)).toMatchObject([
      { seq: 1, nos: [1] },
      { seq: 1, nos: [1] },
    ])
  })

  it('delivers each page once when many workers have the same one', async () => {
    const [users, triggers] = [await someUsers(50), await someTriggers(3)]
    const pairs = everyPair(triggers, users)
    const results = await Promise.all(Array.from({ length: 6 }, () => deliver(triggers, pairs)))
    expect(results.map(({ inserted }) => inserted).sort()).toEqual([0, 0, 0, 0, 0, 150])
    for (const feed of await feedsOf(users)) expect(feed).toMatchObject({ seq: 3, unread: 3, nos: [1, 2, 3] })
  })

  it('leaves a page alone of which another worker has done a part', async () => {
    const [users, triggers] = [await someUsers(2), await someTriggers(2)]
    const [first = 0, second = 0] = triggers
    await deliver([first], everyPair([first], users))
    await expect(deliver(triggers, everyPair(triggers, users))).rejects.toThrow('another worker')
    expect(await feedsOf(users)).toMatchObject([{ nos: [1] }, { nos: [1] }])
    expect(await deliver([second], everyPair([second], users))).toMatchObject({ inserted: 2 })
  })

  it('passes over users who are gone, and finishes the trigger all the same', async () => {
    const [users, triggers] = [await someUsers(1), await someTriggers(2)]
    const [first = 0, second = 0] = triggers
    expect(await deliver([first], everyPair([first], [...users, 999_999]))).toMatchObject({ inserted: 1 })
    expect(await deliver([second], everyPair([second], [999_999]))).toMatchObject({ inserted: 0 })
    const open = await test.db.many`
      select id from trigger where id = any(${triggers}::bigint[]) and expanded_at is null`
    expect(open).toEqual([])
  })
})
