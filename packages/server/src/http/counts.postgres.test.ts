import { describe, expect, it, onTestFinished } from 'vitest'
import { openRedis } from '../cluster/redis.js'
import { useRedis } from '../cluster/testing/redis-server.js'
import { useNodes } from '../cluster/testing/two-nodes.js'
import { createLog } from '../log.js'
import { type Counts, sharedCounts } from './counts.js'

const now = () => new Date()
const openCounts = async (url: string, prefix = 'shop'): Promise<Counts> => {
  const redis = await openRedis(url, createLog())
  onTestFinished(() => redis.close())
  return sharedCounts(redis, prefix, now)
}

describe('counts in Redis', () => {
  it('are one for all nodes of a database, and another for each name and database', async () => {
    const { url } = await useRedis()
    const [first, second, other] = [
      await openCounts(url),
      await openCounts(url),
      await openCounts(url, 'other'),
    ]
    for (let n = 1; n <= 3; n++) {
      expect((await first.add('ann', 60_000)).count).toBe(2 * n - 1)
      expect((await second.add('ann', 60_000)).count).toBe(2 * n)
    }
    expect((await second.add('bob', 60_000)).count).toBe(1)
    const { count, leftMs } = await other.add('ann', 60_000)
    expect(count).toBe(1)
    expect(leftMs).toBe(60_000)
  })

  it('begin anew when their window is over', async () => {
    const { url } = await useRedis()
    const counts = await openCounts(url)
    expect((await counts.add('ann', 30)).count).toBe(1)
    await expect.poll(async () => (await counts.add('ann', 30)).count, { interval: 40 }).toBe(1)
  })

  it('are each node’s own while Redis is away', async () => {
    const redis = await useRedis()
    const counts = await openCounts(redis.url)
    await counts.add('ann', 60_000)
    await redis.kill()
    await expect.poll(async () => (await counts.add('ann', 60_000)).count).toBeGreaterThan(1)
  })

  it('do not hold a request up where Redis is there and does not answer', async () => {
    const redis = await useRedis()
    const counts = await openCounts(redis.url)
    redis.pause()
    const startedAt = performance.now()
    const answers = await Promise.all(Array.from({ length: 50 }, () => counts.add('ann', 60_000)))
    expect(answers.at(-1)?.count).toBe(50)
    expect((await counts.add('ann', 60_000)).count).toBe(51)
    // Without it, until the client gives the connection up.
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    redis.resume()
  })

  it('stop a user who asks one node and then another', async () => {
    const { url } = await useRedis()
    const node = { redisUrl: url, rateLimit: true, limits: { requestsPerUser: 10 } }
    const { nodes } = await useNodes(node, node)
    const asAnn = { 'x-engagespot-api-key': 'shop', 'x-engagespot-user-id': 'ann' }
    const ask = async (node: number): Promise<number> =>
      (await nodes[node]?.server.inject({ method: 'GET', url: '/v3/notifications/unread', headers: asAnn }))
        ?.statusCode ?? 0
    const asked = async (node: number, times: number): Promise<Set<number>> =>
      new Set(await Promise.all(Array.from({ length: times }, () => ask(node))))
    expect(await asked(0, 6)).not.toContain(429)
    expect(await asked(1, 6)).toContain(429)
    expect(await ask(0)).toBe(429)
  })
})
