import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { saveUsers } from '../users/service.js'
import { saveCategories } from './categories.js'
import { type Delivered, type Delivery, deliverItems, deliverPage } from './deliver.js'
import { insertTriggers } from './queries.js'

const content = {
  title: 'Shipped',
  message: null,
  icon: null,
  url: null,
  category: null,
  data: null,
  blocks: null,
}

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
    triggerIds.flatMap((triggerId, content) =>
      userIds.map((userId) => ({ triggerId, step: 0, userId, content })),
    )
  const deliver = (triggerIds: number[], pairs: Delivery[], told: number[] = []): Promise<Delivered> => {
    const contents = triggerIds.map(() => ({ ...content, categoryId: null, isRequired: false }))
    return test.db.transaction((tx) => deliverPage(tx, triggerIds, pairs, contents, told, new Date()))
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
    expect(await deliver(triggers, pairs, users)).toEqual({
      isClaimed: false,
      inserted: 0,
      optedOut: [],
      events: [],
    })
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

  describe('with preferences', () => {
    const aCategory = async (optedOut: number[], channel = 'inApp', isEnabled = false): Promise<number> => {
      const identifier = crypto.randomUUID()
      await saveCategories(test.db, [appId], [identifier], new Date())
      const category = await test.db.one<{ id: number }>`
        select id from category where identifier = ${identifier}`
      await test.db.run`
        insert into preference (user_id, category_id, channel, is_enabled, updated_at)
        select u, ${category?.id}, ${channel}, ${isEnabled}, now() from unnest(${optedOut}::bigint[]) u`
      return category?.id ?? 0
    }
    const about = (categoryId: number | null, isRequired = false) => ({ ...content, categoryId, isRequired })
    const itemsOf = (triggerId: number, userIds: number[], at = 0, step = 0): Delivery[] =>
      userIds.map((userId) => ({ triggerId, step, userId, content: at }))
    const outcomesOf = (triggerIds: number[]) => test.db.many`
      select o.trigger_id, o.step, u.id user_id, o.reason from outcome o join app_user u on u.identifier = o.recipient
      where trigger_id = any(${triggerIds}::bigint[]) order by trigger_id, step, u.id`

    it('passes over whoever has opted out, without a number for it, and says why', async () => {
      const [users, [trigger = 0]] = [await someUsers(3), await someTriggers(1)]
      const [, bob = 0] = users
      const category = await aCategory([bob])
      const items = itemsOf(trigger, users)
      const result = await test.db.transaction((tx) =>
        deliverPage(tx, [trigger], items, [about(category)], users, new Date()),
      )
      expect(result).toMatchObject({ inserted: 2, optedOut: [items[1]] })
      expect(result.events.map(({ userId }) => userId)).toEqual([users[0], users[2]])
      expect((await feedsOf(users)).map((feed) => (feed as { seq: number }).seq)).toEqual([1, 0, 1])
      expect(await outcomesOf([trigger])).toEqual([
        { trigger_id: trigger, step: 0, user_id: bob, reason: 'preference_off' },
      ])
    })

    it('passes over a single recipient who has opted out', async () => {
      const [users, [first = 0, second = 0]] = [await someUsers(1), await someTriggers(2)]
      const [off, on] = [await aCategory(users), await aCategory(users, 'email')]
      const send = (triggerId: number, categoryId: number) =>
        test.db.transaction((tx) =>
          deliverPage(tx, [triggerId], itemsOf(triggerId, users), [about(categoryId)], users, new Date()),
        )
      expect(await send(first, off)).toMatchObject({
        inserted: 0,
        optedOut: [{ userId: users[0] }],
        events: [],
      })
      expect(await send(first, off)).toEqual({ isClaimed: false, inserted: 0, optedOut: [], events: [] })
      expect(await send(second, on)).toMatchObject({ inserted: 1, optedOut: [] })
    })

    it('delivers what is required, and what was turned on again', async () => {
      const [users, [first = 0, second = 0]] = [await someUsers(2), await someTriggers(2)]
      const [off, on] = [await aCategory(users), await aCategory(users, 'inApp', true)]
      const result = await test.db.transaction((tx) =>
        deliverItems(
          tx,
          [...itemsOf(first, users), ...itemsOf(second, users, 1)],
          [about(off, true), about(on)],
          [],
          new Date(),
        ),
      )
      expect(result).toEqual({ inserted: 4, optedOut: [], gone: [], events: [] })
    })

    it('numbers what is left of a user’s items without holes', async () => {
      const [users, triggers] = [await someUsers(3), await someTriggers(3)]
      const [ann = 0, bob = 0, carl = 0] = users
      const off = await aCategory([ann, carl])
      const contents = [about(null), about(off), about(await aCategory([]))]
      const items = triggers.flatMap((triggerId, at) => itemsOf(triggerId, [...users, 999_999], at))
      const result = await test.db.transaction((tx) =>
        deliverItems(tx, items.toReversed(), contents, [ann], new Date()),
      )
      expect(result.inserted).toBe(7)
      expect(result.optedOut.map(({ userId }) => userId)).toEqual([ann, carl])
      expect(result.gone.map(({ userId }) => userId)).toEqual([999_999, 999_999, 999_999])
      expect(result.events).toMatchObject([
        { userId: ann, event: { from: 0, seq: 2, changes: [{ seq: 1 }, { seq: 2 }] } },
      ])
      const [first, , third] = triggers
      expect(await feedsOf([ann, bob, carl])).toMatchObject([
        { seq: 2, total: 2, nos: [1, 2], trigger_ids: [first, third] },
        { seq: 3, total: 3, nos: [1, 2, 3], trigger_ids: triggers },
        { seq: 2, total: 2, nos: [1, 2], trigger_ids: [first, third] },
      ])
      expect(await outcomesOf(triggers)).toMatchObject([{ user_id: ann }, { user_id: carl }])
    })

    it('tells whose users are gone, at one step of one trigger', async () => {
      const [users, [trigger = 0]] = [await someUsers(1), await someTriggers(1)]
      const items = itemsOf(trigger, [...users, 999_999], 0, 4)
      const category = await aCategory([])
      const result = await test.db.transaction((tx) =>
        deliverItems(tx, items, [about(category)], [], new Date()),
      )
      expect(result).toEqual({ inserted: 1, optedOut: [], gone: [items[1]], events: [] })
      const row = await test.db.one`select step from notification where trigger_id = ${trigger}`
      expect(row).toEqual({ step: 4 })
    })
  })
})
