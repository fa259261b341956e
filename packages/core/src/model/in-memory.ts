import type { BatchRequest } from '@inboxkit/protocol'
import { createClock, createTestFeed, createTestNetwork } from '@inboxkit/testing'
import type { ModelServer, Received } from './server.js'
import { idle } from './tasks.js'

const stepMs = 1000

/** A server in memory, where everything but time is moved by hand. */
export const openInMemory = (): ModelServer => {
  const clock = createClock()
  const feed = createTestFeed(clock)
  const received = new Map<string, Received>()
  /** When operations were done, by what was said when they were sent. */
  const doneAt = new Map<string, number>()
  let isElsewhere = false
  const { batch } = feed
  feed.batch = (operations) => {
    const answer = batch(operations)
    if (isElsewhere) return answer
    for (const [index, operation] of operations.entries()) {
      const { outcome } = answer.results[index] ?? { outcome: 'gone' }
      const { operationId } = operation
      const at = doneAt.get(operationId) ?? Number.NaN
      if (!received.has(operationId)) received.set(operationId, { operation, outcome, at })
    }
    return answer
  }
  return {
    clock,
    connect() {
      const network = createTestNetwork(feed, ({ path, body }) => {
        if (!path.endsWith('/batch')) return
        for (const { operationId, ageMs = 0 } of (body as BatchRequest).operations)
          doneAt.set(operationId, clock.now() - ageMs)
      })
      const { fetch, WebSocket } = network
      return {
        options: { baseUrl: 'https://inbox.test', apiKey: 'key', userId: 'ann', fetch, WebSocket },
        road: network,
      }
    },
    async create(items) {
      for (const item of items) feed.create(item)
    },
    async actElsewhere(operations) {
      isElsewhere = true
      feed.batch(operations)
      isElsewhere = false
    },
    ids: async () => feed.ids(),
    async upset(what) {
      if (what === 'a new epoch') feed.renew()
      else if (what === 'old tombstones are forgotten') feed.forgetTombstones()
      else feed.purge()
      return true
    },
    refuse(third) {
      feed.refuse = (operation) => {
        const number = 'id' in operation ? operation.id % 3 : 0
        return !isElsewhere && number === third ? 'not allowed' : undefined
      }
      return true
    },
    truth: async () => ({
      head: feed.head(),
      list: async (filter) => feed.list(filter),
      counts: async (filter) =>
        filter.data ? null : (feed.page(filter, { limit: 1 }).filtered ?? feed.head().counts),
    }),
    received: () => [...received.values()],
    idle: () => idle(),
    async pass(ms) {
      // What tabs say to each other has come before much time has passed.
      for (let left = ms; left > 0; left -= stepMs) {
        await clock.advance(Math.min(stepMs, left))
        await idle()
      }
    },
    looks: 1,
    close: () => feed.close(),
  }
}
