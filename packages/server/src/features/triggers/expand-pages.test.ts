import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../engine/types.js'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { deleteUser, saveUsers } from '../users/service.js'
import { createExpander, expand } from './expand.js'
import type { Expansion, NewRuns, StartRuns } from './expansion.js'
import { insertTriggers, type NewTrigger } from './queries.js'

const users = 2500

/** Pages at work, seen from the database: several workers, workers that die, cancelling meanwhile. */
describe('the pages of a send', () => {
  let test: TestDb
  let appId: number
  let workflowVersionId: number
  beforeAll(async () => {
    test = await openTestDb()
    appId = (await insertApp(test.db, 'Shop', 'key', new Date()))?.id ?? 0
    for (let from = 0; from < users; from += 500) {
      const page = Array.from({ length: 500 }, (_, at) => ({ identifier: `user-${from + at}`, profile: {} }))
      await saveUsers(test.db, appId, page, new Date())
    }
    await test.db.run`insert into workflow (app_id, identifier, created_at) values (${appId}, 'w', now())`
    const version = await test.db.one<{ id: number }>`
      insert into workflow_version (workflow_id, version, definition, created_at)
      select id, 1, '{}', now() from workflow returning id`
    workflowVersionId = version?.id ?? 0
  })
  afterAll(() => test.close())

  const aTrigger = async (rest: Partial<NewTrigger> = {}): Promise<number> => {
    const words = { title: 'News', message: null, icon: null, url: null, blocks: null }
    const [trigger] = await insertTriggers(test.db, [
      {
        appId,
        requestId: crypto.randomUUID(),
        content: { ...words, category: null, data: null },
        recipients: [],
        audience: { topicIds: [], isEveryone: true },
        acceptedAt: new Date(),
        ...rest,
      },
    ])
    return trigger?.id ?? 0
  }

  interface Worker {
    failures: unknown[]
    enqueued: object[]
    /** Of each that was enqueued. */
    queues: string[]
    work: (...triggerIds: number[]) => Promise<string[]>
    /** As the queue's own worker does it when it comes up for the first time. */
    begin: (...triggerIds: number[]) => Promise<string[]>
  }
  const aWorker = (changed: Partial<Expansion> = {}): Worker => {
    const failures: unknown[] = []
    const enqueued: object[] = []
    const queues: string[] = []
    const engine = {
      enqueue: async (_tx: unknown, queue: string, jobs: { data: object }[]) => {
        enqueued.push(...jobs.map(({ data }) => data))
        queues.push(...jobs.map(() => queue))
      },
    } as unknown as Engine
    const expansion: Expansion = {
      db: test.db,
      engine,
      now: () => new Date(),
      findRender: async () => undefined,
      startRuns: async () => undefined,
      hearing: () => [],
      tellPage: () => undefined,
      categoriesChanged: () => undefined,
      onFailure: (_, cause) => failures.push(cause),
      ...changed,
    }
    return {
      failures,
      enqueued,
      queues,
      work: (...triggerIds) => expand(expansion, [{ id: 'job', data: { triggerIds } }]),
      begin: (...triggerIds) => createExpander(expansion)([{ id: 'job', data: { triggerIds } }]),
    }
  }

  const deliveredOf = (triggerId: number) => test.db.one`
    select count(*) n, count(distinct user_id) users from notification where trigger_id = ${triggerId}`
  const stateOf = (triggerId: number) => test.db.one`
    select expanded_at is not null is_expanded, delivered, skipped, cancelled, failed
    from trigger where id = ${triggerId}`
  const counts = { delivered: 0, skipped: 0, cancelled: 0, failed: 0 }
  const feedsAreRight = async () =>
    expect(
      await test.db.many`
        select f.user_id from feed f left join notification n on n.user_id = f.user_id
        group by f.user_id having f.seq <> count(n.no) or f.total <> count(n.no) or f.seq <> coalesce(max(n.no), 0)`,
    ).toEqual([])

  it('are delivered once, however many workers have the same send', async () => {
    const triggerId = await aTrigger()
    const workers = Array.from({ length: 4 }, () => aWorker())
    await Promise.all(workers.map(({ work }) => work(triggerId)))
    expect(workers.flatMap(({ failures }) => failures)).toEqual([])
    expect(await deliveredOf(triggerId)).toEqual({ n: users, users })
    expect(await stateOf(triggerId)).toEqual({ ...counts, is_expanded: true, delivered: users })
    await feedsAreRight()
  })

  it('go on where a worker ended', async () => {
    const triggerId = await aTrigger()
    let pages = 0
    const dying = aWorker({
      hearing: () => {
        if (pages++ < 1) return []
        throw new Error('the worker dies in its second page')
      },
    })
    expect(await dying.work(triggerId)).toEqual(['job'])
    expect(await deliveredOf(triggerId)).toEqual({ n: 1000, users: 1000 })
    expect(await aWorker().work(triggerId)).toEqual([])
    expect(await deliveredOf(triggerId)).toEqual({ n: users, users })
    expect(await stateOf(triggerId)).toMatchObject({ is_expanded: true, delivered: users })
    await feedsAreRight()
  })

  it('after the first are left to a queue of their own, so that other sends do not wait for them', async () => {
    const triggerId = await aTrigger()
    const worker = aWorker()
    expect(await worker.begin(triggerId)).toEqual([])
    expect(await deliveredOf(triggerId)).toEqual({ n: 1000, users: 1000 })
    expect(worker.enqueued).toEqual([{ triggerIds: [triggerId] }])
    expect(worker.queues).toEqual(['trigger.pages'])
    expect(await worker.work(triggerId)).toEqual([])
    expect(await deliveredOf(triggerId)).toEqual({ n: users, users })
    await feedsAreRight()
  })

  it('pass a large send on to another job, and share a turn among several', async () => {
    const triggerIds = [
      await aTrigger(),
      await aTrigger(),
      await aTrigger(),
      await aTrigger(),
      await aTrigger(),
    ]
    const worker = aWorker()
    await worker.work(...triggerIds, await aTrigger())
    // Ten pages a turn: one for each of six, and 2,500 users take three.
    expect(worker.enqueued).toHaveLength(6)
    expect(worker.enqueued[0]).toEqual({ triggerIds: [triggerIds[0]] })
    expect(await deliveredOf(triggerIds[0] ?? 0)).toEqual({ n: 1000, users: 1000 })
    for (const job of worker.enqueued) {
      const [triggerId = 0] = (job as { triggerIds: number[] }).triggerIds
      await aWorker().work(triggerId)
      expect(await deliveredOf(triggerId)).toEqual({ n: users, users })
    }
    await feedsAreRight()
  })

  it('have fewer recipients where each takes much data along', async () => {
    const recipients = Array.from({ length: 40 }, (_, at) => `user-${at}`)
    const heavy = { title: 'x', message: null, icon: null, url: null, blocks: null, category: null }
    const triggerId = await aTrigger({
      audience: null,
      recipients,
      content: { ...heavy, data: { text: 'x'.repeat(500_000) } },
    })
    await aWorker().work(triggerId)
    expect(await deliveredOf(triggerId)).toEqual({ n: 40, users: 40 })
    const cursor = await test.db.one<{ cursor: number }>`select cursor from trigger where id = ${triggerId}`
    expect(cursor?.cursor).toBeGreaterThan(0)
    await feedsAreRight()
  })

  it('know nobody of a user who was deleted before', async () => {
    await saveUsers(test.db, appId, [{ identifier: 'leaving', profile: {} }], new Date())
    const triggerId = await aTrigger({ audience: null, recipients: ['leaving', 'user-1'], workflowVersionId })
    const started: number[] = []
    const startRuns: StartRuns = async (_tx, _engine, starts) => {
      started.push(...starts.flatMap(({ users: starting }) => starting.map(({ userId }) => userId)))
    }
    await deleteUser(test.db, appId, 'leaving', new Date(), () => undefined)
    await aWorker({ startRuns }).work(triggerId)
    expect(started).toHaveLength(1)
    expect(await test.db.many`select recipient, reason from outcome where trigger_id = ${triggerId}`).toEqual(
      [{ recipient: 'leaving', reason: 'unknown_recipient' }],
    )
  })

  describe('of a workflow', () => {
    const started = (): { starts: NewRuns[]; startRuns: StartRuns } => {
      const starts: NewRuns[] = []
      return { starts, startRuns: async (_tx, _engine, given) => void starts.push(...given) }
    }
    const channelsOf = async (trigger: Partial<NewTrigger>) => {
      const { starts, startRuns } = started()
      const worker = aWorker({ startRuns })
      await worker.work(await aTrigger({ audience: null, workflowVersionId, ...trigger }))
      expect(worker.failures).toEqual([])
      return starts.flatMap(({ users: starting }) => starting.map(({ channels }) => channels))
    }
    const content = {
      title: null,
      message: null,
      icon: null,
      url: null,
      blocks: null,
      category: null,
      data: null,
    }

    it('start runs page by page, with the trigger’s version', async () => {
      const { starts, startRuns } = started()
      const triggerId = await aTrigger({ workflowVersionId })
      await aWorker({ startRuns }).work(triggerId)
      expect(starts.map(({ users: starting }) => starting.length)).toEqual([1000, 1000, 500])
      expect(starts[0]).toMatchObject({ triggerId, workflowVersionId })
      expect(starts[0]?.users[0]).toMatchObject({ channels: null })
      expect(new Set(starts.flatMap(({ users: all }) => all.map(({ userId }) => userId))).size).toBe(users)
      expect(await deliveredOf(triggerId)).toEqual({ n: 0, users: 0 })
      expect(await stateOf(triggerId)).toEqual({ ...counts, is_expanded: true })
    })

    it('start at most a thousand runs at a time, those of recipients who are no users counted', async () => {
      const sizes: number[] = []
      const startRuns: StartRuns = async (_tx, _engine, given) => {
        sizes.push(given.reduce((sum, { users: starting }) => sum + starting.length, 0))
      }
      const transients = Array.from({ length: 100 }, () => ({ properties: {} }))
      const triggerIds: number[] = []
      for (let at = 0; at < 15; at++)
        triggerIds.push(
          await aTrigger({ audience: null, workflowVersionId, content: { ...content, transients } }),
        )
      expect(await aWorker({ startRuns }).work(...triggerIds)).toEqual([])
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1000)
      expect(sizes.reduce((sum, size) => sum + size)).toBe(1500)
    })

    it('leave to runs the channels that sender and user chose', async () => {
      const [topic] = await test.db.many<{ id: number }>`
        insert into topic (app_id, identifier, name, created_at, updated_at)
        values (${appId}, 'news', 'News', now(), now()) returning id`
      await test.db.run`
        insert into topic_user (topic_id, user_id, channels, created_at)
        select ${topic?.id}, id, '{email,sms}', now() from app_user where identifier = 'user-7'`
      const audience = { topicIds: [topic?.id ?? 0], isEveryone: false }
      const override = { channels: ['inApp' as const, 'sms' as const] }
      expect(await channelsOf({ recipients: ['user-7'] })).toEqual([null])
      expect(await channelsOf({ audience })).toEqual([['email', 'sms']])
      expect(await channelsOf({ audience, content: { ...content, override } })).toEqual([['sms']])
      expect(await channelsOf({ recipients: ['user-7'], content: { ...content, override } })).toEqual([
        ['inApp', 'sms'],
      ])
    })

    it('start none for those who were cancelled, or for nobody', async () => {
      const { starts, startRuns } = started()
      const cancellable = { audience: null, workflowVersionId, cancellationKey: 'order-1' }
      const recipients = ['user-1', 'user-2', 'who']
      const [one, all] = [
        await aTrigger({ ...cancellable, recipients }),
        await aTrigger({ ...cancellable, recipients }),
      ]
      await test.db.run`
        insert into cancellation (trigger_id, recipient, at) values (${one}, 'user-2', now()), (${all}, '', now())`
      await aWorker({ startRuns }).work(one, all)
      expect(starts.map(({ triggerId, users: starting }) => [triggerId, starting.length])).toEqual([
        [one, 1],
        [all, 0],
      ])
      const outcomes = (triggerId: number) => test.db.many`
        select recipient, reason from outcome where trigger_id = ${triggerId} order by recipient`
      const unknown = { recipient: 'who', reason: 'unknown_recipient' }
      const second = { recipient: 'user-2', reason: 'cancelled' }
      expect(await outcomes(one)).toEqual([second, unknown])
      expect(await outcomes(all)).toEqual([{ recipient: 'user-1', reason: 'cancelled' }, second, unknown])
    })

    it('start nothing twice when the jobs that they enqueue cannot be written', async () => {
      const { starts, startRuns } = started()
      const triggerId = await aTrigger({ workflowVersionId })
      let isBroken = true
      const worker = aWorker({
        startRuns: async (tx, engine, given) => {
          if (given[0]?.users.length === 500 && isBroken) throw new Error('no job')
          await startRuns(tx, engine, given)
        },
      })
      expect(await worker.work(triggerId)).toEqual(['job'])
      expect(worker.failures).toMatchObject([{ message: 'no job' }])
      isBroken = false
      expect(await worker.work(triggerId)).toEqual([])
      expect(starts.flatMap(({ users: starting }) => starting)).toHaveLength(users)
    })
  })
})
