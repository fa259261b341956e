import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Db } from '../storage/db.js'
import { migrate } from '../storage/migrate.js'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import { gate, happenings } from '../testing/waiting.js'
import { createEngine, type EngineOptions } from './engine.js'
import type { Engine, NewJob } from './types.js'

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openEmptyTestDb()
  db = opened.db
  await migrate(db)
  await db.run`create table effect (n int)`
})
afterAll(() => opened.close())

interface Numbered {
  n: number
}

const loud = (error: unknown): void => {
  throw error
}

/** Whose jobs are handled by a wake-up or not before the test has failed. */
const wokenOnly: EngineOptions = { onError: loud, pollSeconds: 3_600 }

/** An engine that stops with the test. */
const openEngine = (options: EngineOptions = { onError: loud }): Engine => {
  const engine = createEngine(db, options)
  onTestFinished(() => engine.stop())
  return engine
}

let queues = 0
const newQueue = (): string => `queue-${++queues}`

const numbered = (count: number, options: Omit<NewJob, 'data'> = {}): NewJob[] =>
  Array.from({ length: count }, (_, n) => ({ data: { n }, ...options }))

const enqueue = (engine: Engine, queue: string, jobs: NewJob[]): Promise<void> =>
  db.transaction((tx) => engine.enqueue(tx, queue, jobs))

const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

describe('a job', () => {
  it('reaches its handler at once after the commit, with its data', async () => {
    const engine = openEngine(wokenOnly)
    const queue = newQueue()
    const handled = happenings<unknown>()
    engine.work(queue, { batchSize: 10 }, async (jobs) => {
      handled.add(...jobs.map(({ data }) => data))
      return undefined
    })
    await engine.start()
    for (let n = 0; n < 50; n++) {
      const data = { n, nested: { text: 'é "😀"' } }
      await enqueue(engine, queue, [{ data }])
      await handled.reach(n + 1)
      expect(handled.all[n]).toEqual(data)
    }
  })

  it('does not exist before its transaction commits, nor after it rolled back', async () => {
    const engine = openEngine()
    const queue = newQueue()
    const handled = happenings<number>()
    engine.work<Numbered>(queue, { batchSize: 10 }, async (jobs) => {
      handled.add(...jobs.map(({ data }) => data.n))
      return undefined
    })
    await engine.start()
    const mistake = new Error('no')
    const rolledBack = db.transaction(async (tx) => {
      await engine.enqueue(tx, queue, [{ data: { n: 1 } }])
      throw mistake
    })
    await expect(rolledBack).rejects.toBe(mistake)
    await enqueue(engine, queue, [{ data: { n: 2 } }])
    await handled.reach(1)
    expect(handled.all).toEqual([2])
  })

  it('commits with the rows beside it or not at all', async () => {
    const engine = openEngine()
    const queue = newQueue()
    engine.work(queue, { batchSize: 10 }, async () => undefined)
    await engine.start()
    // The engine's own error, and one of the database: each is caught, and still nothing may be committed.
    for (const [to, data] of [
      ['nowhere', {}],
      [queue, { text: '\0' }],
    ] as const) {
      const work = db.transaction(async (tx) => {
        await tx.run`insert into effect values (1)`
        await engine.enqueue(tx, to, [{ data }]).catch(() => undefined)
      })
      await expect(work).rejects.toThrow()
    }
    expect(await db.one`select count(*) from effect`).toEqual({ count: 0 })
  })

  it('with a start waits for it', async () => {
    const engine = openEngine()
    const queue = newQueue()
    const handled = happenings<{ n: number; at: number }>()
    engine.work<Numbered>(queue, { batchSize: 10 }, async (jobs) => {
      handled.add(...jobs.map(({ data }) => ({ n: data.n, at: Date.now() })))
      return undefined
    })
    await engine.start()
    const startAt = new Date(Date.now() + 1_200)
    await enqueue(engine, queue, [
      { data: { n: 1 }, startAt },
      { data: { n: 2 } },
      { data: { n: 3 }, startAt: new Date(0) },
    ])
    await handled.reach(3)
    // Both that may start at once were written at the same instant: which of them comes first is not said.
    expect(
      handled.all
        .slice(0, 2)
        .map(({ n }) => n)
        .sort(),
    ).toEqual([2, 3])
    expect(handled.all[2]).toMatchObject({ n: 1 })
    expect(handled.all[2]?.at).toBeGreaterThanOrEqual(startAt.getTime())
  })

  it('cannot be declared or written when it is too late or too early', async () => {
    const engine = openEngine()
    const queue = newQueue()
    engine.work(queue, { batchSize: 1 }, async () => undefined)
    expect(() => engine.work(queue, { batchSize: 1 }, async () => undefined)).toThrow('declared twice')
    await expect(enqueue(engine, queue, numbered(1))).rejects.toThrow('while the engine is new')
    await engine.start()
    expect(() => engine.work(newQueue(), { batchSize: 1 }, async () => undefined)).toThrow('after the engine')
    await engine.stop()
    await expect(enqueue(engine, queue, numbered(1))).rejects.toThrow('while the engine is stopped')
  })
})

describe('a handler', () => {
  it('gets batches up to its size, one after the other without a pause', async () => {
    const engine = openEngine(wokenOnly)
    const queue = newQueue()
    const handled = happenings<number>()
    const sizes: number[] = []
    engine.work<Numbered>(queue, { batchSize: 50 }, async (jobs) => {
      sizes.push(jobs.length)
      handled.add(...jobs.map(({ data }) => data.n))
      return undefined
    })
    await engine.start()
    await enqueue(engine, queue, numbered(1_000))
    await handled.reach(1_000)
    expect(Math.max(...sizes)).toBe(50)
    expect(inOrder(handled.all)).toEqual(numbered(1_000).map((_, n) => n))
  })

  it('of single jobs does not pause between them either', async () => {
    const engine = openEngine(wokenOnly)
    const queue = newQueue()
    const handled = happenings<number>()
    engine.work<Numbered>(queue, { batchSize: 1 }, async (jobs) => {
      expect(jobs).toHaveLength(1)
      handled.add(...jobs.map(({ data }) => data.n))
      return undefined
    })
    await engine.start()
    await enqueue(engine, queue, numbered(40))
    await handled.reach(40)
  })

  it('runs side by side with itself as often as was asked for', async () => {
    const engine = openEngine()
    const queue = newQueue()
    const running = happenings<number>()
    const door = gate()
    engine.work<Numbered>(queue, { batchSize: 1, concurrency: 3 }, async ([job]) => {
      running.add(job?.data.n ?? -1)
      await door.opened
      return undefined
    })
    await engine.start()
    await enqueue(engine, queue, numbered(9))
    await running.reach(3)
    expect(running.all).toHaveLength(3)
    door.open()
    await running.reach(9)
    expect(inOrder(running.all)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('sees those jobs again that it names as failed, and only those', async () => {
    const engine = openEngine()
    const queue = newQueue()
    const seen = happenings<number>()
    engine.work<Numbered>(queue, { batchSize: 10 }, async (jobs) => {
      const failed = jobs.filter(({ data }) => data.n === 3 && !seen.all.includes(3)).map(({ id }) => id)
      seen.add(...jobs.map(({ data }) => data.n))
      return failed
    })
    await engine.start()
    await enqueue(engine, queue, numbered(5))
    await seen.reach(6)
    // Written at the same instant, they come in whatever order.
    expect(inOrder(seen.all.slice(0, 5))).toEqual([0, 1, 2, 3, 4])
    expect(seen.all[5]).toBe(3)
  })

  it('sees all its jobs again when it throws, and the error is told', async () => {
    const errors: unknown[] = []
    const engine = openEngine({ onError: (error) => errors.push(error) })
    const queue = newQueue()
    const seen = happenings<number>()
    const cause = new Error('out of order')
    engine.work<Numbered>(queue, { batchSize: 10 }, async (jobs) => {
      const isFirst = seen.all.length === 0
      seen.add(...jobs.map(({ data }) => data.n))
      if (isFirst) throw cause
      return undefined
    })
    await engine.start()
    await enqueue(engine, queue, numbered(3))
    await seen.reach(6)
    expect(inOrder(seen.all)).toEqual([0, 0, 1, 1, 2, 2])
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining(`A handler of ${queue} failed`), cause }),
    ])
  })

  it('may write further jobs, also while the engine stops', async () => {
    const engine = openEngine()
    const queue = newQueue()
    const running = gate()
    const door = gate()
    engine.work<Numbered>(queue, { batchSize: 1 }, async ([job]) => {
      if (job?.data.n !== 0) return undefined
      running.open()
      await door.opened
      await enqueue(engine, queue, [{ data: { n: 1 } }])
      return undefined
    })
    await engine.start()
    await enqueue(engine, queue, numbered(1))
    await running.opened
    const stopped = engine.stop()
    door.open()
    await stopped
    expect(
      await db.many`select state::text, data from inboxkit_jobs.job where name = ${queue} order by data`,
    ).toEqual([
      { state: 'completed', data: { n: 0 } },
      { state: 'created', data: { n: 1 } },
    ])
  })
})

describe('the engine', () => {
  it('waits for its handlers no longer than it was told, and the next one has their jobs', async () => {
    const first = openEngine()
    const queue = newQueue()
    const running = gate()
    first.work(queue, { batchSize: 1 }, () => {
      running.open()
      return new Promise(() => {})
    })
    await first.start()
    await enqueue(first, queue, numbered(1))
    await running.opened
    const startedAt = performance.now()
    await first.stop(200)
    // Untold, it waits five seconds.
    expect(performance.now() - startedAt).toBeLessThan(5_000)

    const second = openEngine()
    const handled = happenings<number>()
    second.work<Numbered>(queue, { batchSize: 1 }, async (jobs) => {
      handled.add(...jobs.map(({ data }) => data.n))
      return undefined
    })
    await second.start()
    await handled.reach(1)
    expect(handled.all).toEqual([0])
  })

  it('only writes jobs when it does not work on them', async () => {
    const queue = newQueue()
    const writer = openEngine({ ...wokenOnly, works: false })
    writer.work(queue, { batchSize: 1 }, () => Promise.reject(new Error('not here')))
    await writer.start()
    await enqueue(writer, queue, numbered(1))
    const worker = openEngine(wokenOnly)
    const handled = happenings<number>()
    worker.work<Numbered>(queue, { batchSize: 1 }, async (jobs) => {
      handled.add(...jobs.map(({ data }) => data.n))
      return undefined
    })
    await worker.start()
    await handled.reach(1)
    // Now that both run, one is woken by what the other wrote.
    for (let n = 2; n <= 11; n++) {
      await enqueue(writer, queue, numbered(1))
      await handled.reach(n)
    }
  })

  it('brings a queue up to date that an older one made', async () => {
    const queue = newQueue()
    const older = openEngine()
    older.work(queue, { batchSize: 1 }, async () => undefined)
    await older.start()
    await older.stop()
    await db.run`update inboxkit_jobs.queue set heartbeat_seconds = null, retry_limit = 2, notify = false`
    const newer = openEngine()
    newer.work(queue, { batchSize: 1 }, async () => undefined)
    await newer.start()
    expect(
      await db.one`select heartbeat_seconds, retry_limit, notify from inboxkit_jobs.queue where name = ${queue}`,
    ).toEqual({ heartbeat_seconds: 10, retry_limit: 1_000_000, notify: true })
  })

  it('starts several times over at once on the same database', async () => {
    const queue = newQueue()
    const handled = happenings<number>()
    const engines = Array.from({ length: 4 }, () => openEngine())
    for (const engine of engines) {
      engine.work<Numbered>(queue, { batchSize: 5 }, async (jobs) => {
        handled.add(...jobs.map(({ data }) => data.n))
        return undefined
      })
    }
    await Promise.all(engines.map((engine) => engine.start()))
    await Promise.all(engines.map((engine) => enqueue(engine, queue, numbered(50))))
    await handled.reach(200)
    expect(handled.all).toHaveLength(200)
  })
})

/** As a worker leaves it that was killed: active, its last sign of life some seconds ago. */
const leaveActive = async (queue: string, lastHeartbeatSeconds: number): Promise<void> => {
  const engine = openEngine({ works: false })
  engine.work(queue, { batchSize: 1 }, async () => undefined)
  await engine.start()
  await enqueue(engine, queue, numbered(1))
  await engine.stop()
  await db.run`
    update inboxkit_jobs.job set state = 'active', started_on = now() - interval '1 minute',
      heartbeat_on = now() - make_interval(secs => ${lastHeartbeatSeconds})
    where name = ${queue}`
}

describe('a job whose worker was killed', () => {
  const handleAgain = async (queue: string): Promise<number> => {
    const engine = openEngine()
    const handled = happenings<number>()
    engine.work<Numbered>(queue, { batchSize: 1 }, async (jobs) => {
      handled.add(...jobs.map(({ data }) => data.n))
      return undefined
    })
    await engine.start()
    const startedAt = performance.now()
    await handled.reach(1)
    return performance.now() - startedAt
  }

  it('is handled again as soon as its heartbeat is overdue, or at once where nobody else can have it', async () => {
    const queue = newQueue()
    const isEmbedded = db.kind === 'pglite'
    await leaveActive(queue, isEmbedded ? 0 : 11)
    // The heartbeat of the embedded one's worker is of now, and would be overdue in ten seconds.
    expect(await handleAgain(queue)).toBeLessThan(9_000)
  })
})
