import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectPostgres } from '../kill/inspection.js'
import { asUser, send } from '../kit/api.js'
import { listen } from '../kit/listener.js'
import { type Cluster, openCluster, withCluster } from './cluster.js'
import { type Crowd, nothingLost, openCrowd, quantile } from './crowd.js'

/** Sends and looks while `work` does what it does, and holds everything against what was answered. */
const inCrowd = async (cluster: Cluster, work: (crowd: Crowd) => Promise<void>): Promise<void> => {
  const crowd = await openCrowd({ url: cluster.url })
  try {
    await work(crowd)
    const found = await crowd.finish()
    await expect.poll(() => activeJobs(cluster), { timeout: 30_000 }).toBe(0)
    console.log(
      `cluster: ${crowd.ledger.sent} sends, ${crowd.answered()} answered, set back ` +
        `${JSON.stringify(Object.fromEntries(crowd.setbacks))}; copies due ${found.due}, lost ${found.lost}, doubled ` +
        `${found.doubled}; screens ${found.screens}; send to screen p50 ${quantile(crowd.delaysMs, 0.5).toFixed(0)} ms, ` +
        `p99 ${quantile(crowd.delaysMs, 0.99).toFixed(0)} ms`,
    )
    expect(found).toMatchObject({ ...nothingLost, found: found.due })
  } finally {
    crowd.close()
  }
}

const activeJobs = async ({ postgres }: Cluster): Promise<number> => {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    return (await inspectPostgres(client)).activeJobs
  } finally {
    await client.end()
  }
}

describe('two api nodes and two workers', () => {
  let cluster: Awaited<ReturnType<typeof openCluster>>
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.close())

  it('tell the clients of every node at once, whichever node took the send', async () => {
    const urls = cluster.apis.map(({ url = '' }) => url)
    await asUser(cluster.url, 'ann').connect()
    const listeners = await Promise.all(urls.map((url) => listen(url, 'ann')))
    for (const url of urls)
      await send(url, { notification: { title: `By ${url}` }, sendTo: { recipients: ['ann'] } })
    for (const { events, close } of listeners) {
      await expect
        .poll(() => events.map(({ from, seq }) => [from, seq]))
        .toEqual([
          [0, 1],
          [1, 2],
        ])
      close()
    }
  })

  it('P4: go on while Redis is killed, and no send is set back', () =>
    inCrowd(cluster, async (crowd) => {
      await crowd.more(30)
      await cluster.redis?.kill()
      await crowd.more(30)
      await cluster.redis?.start()
      await crowd.more(30)
      expect(Object.fromEntries(crowd.setbacks)).toEqual({})
    }))

  it('P1 P2 P4: are replaced one by one, and no send is set back', () =>
    inCrowd(cluster, async (crowd) => {
      await crowd.more(30)
      const ended = await cluster.roll(cluster.apis)
      await crowd.more(30)
      expect(ended).toHaveLength(2)
      expect(ended).toEqual(ended.map(() => ({ code: 0, signal: null })))
      expect(Object.fromEntries(crowd.setbacks)).toEqual({})
    }))

  it('P1 P2 P4: lose nothing while workers, api nodes and PostgreSQL are killed', () =>
    inCrowd(cluster, async (crowd) => {
      // All that work, then one of those that answer.
      for (const nodes of [cluster.workers, cluster.apis.slice(1)]) {
        await crowd.more(20)
        await Promise.all(nodes.map((node) => node.kill()))
        await crowd.more(20)
        await Promise.all(nodes.map((node) => node.start()))
      }
      await cluster.postgres.kill()
      await cluster.postgres.start()
      await crowd.more(30)
    }))
})

it('nodes work without Redis through PgBouncer, which gives a session for each transaction', () =>
  withCluster({ apis: 1, workers: 1, pooler: true, redis: false }, (cluster) =>
    inCrowd(cluster, async (crowd) => {
      await crowd.more(100)
      expect(Object.fromEntries(crowd.setbacks)).toEqual({})
    }),
  ))
