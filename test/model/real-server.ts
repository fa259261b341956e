import type { FeedPage, Filter, Notification } from '@inboxkit/protocol'
import { createClock, type NewItem } from '@inboxkit/testing'
import type { ModelServer, Received } from '../../packages/core/src/model/server.js'
import { idle } from '../../packages/core/src/model/tasks.js'
import { asApp, asPerson, call, type Headers } from '../kit/api.js'
import { openClockedServer } from '../kit/clocked-server.js'
import { apiKey } from '../kit/server-process.js'
import { openRoad, type RealRoad } from './real-road.js'

const stepMs = 1000

/** One server for all sequences, each of which has a user of its own. */
export interface RealServer {
  openUser(): Promise<ModelServer>
  close(): Promise<void>
}

/** What the routes that are asked here answer, as far as they are looked at. */
type Answer = FeedPage & { statusCode?: number }

const queryOf = ({ state, data, ...rest }: Filter, more: Record<string, string>): URLSearchParams =>
  new URLSearchParams({
    ...rest,
    ...(state && { filter: state }),
    ...(data && { data: JSON.stringify(data) }),
    ...more,
  })

/** The real one, on a database in memory and a port of its own, by a clock that a test moves. */
export const openRealServer = async (): Promise<RealServer> => {
  const clock = createClock()
  const { url, close } = await openClockedServer(clock)
  const ask = (method: string, path: string, headers: Headers, body?: unknown): Promise<Answer> =>
    call(`${url}/v3`, method, path, headers, body)
  await ask('POST', '/categories', asApp, { identifier: 'orders', name: 'Orders' })
  let people = 0

  const openUser = async (): Promise<ModelServer> => {
    const userId = `person-${++people}`
    const asUser = asPerson(userId)
    const roads: RealRoad[] = []
    const received = new Map<string, Received>()
    const head = (): Promise<Answer> => ask('GET', '/notifications?limit=1&cursor=', asUser)
    await head()

    const list = async (filter: Filter): Promise<Notification[]> => {
      const all: Notification[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: Answer = await ask(
          'GET',
          `/notifications?${queryOf(filter, { limit: '100', cursor })}`,
          asUser,
        )
        all.push(...page.data)
        cursor = page.nextCursor
      }
      return all
    }

    const send = ({ category, tenant, ...notification }: NewItem, number: number): Promise<Answer> =>
      ask('POST', '/notifications', asApp, {
        notification: { title: `Number ${number}`, ...notification },
        sendTo: { recipients: [userId] },
        ...(category && { category }),
        ...(tenant !== undefined && { tenant }),
      })

    const user: ModelServer = {
      clock,
      looks: 10,
      connect() {
        const road = openRoad(clock, (some) => {
          for (const one of some)
            if (!received.has(one.operation.operationId)) received.set(one.operation.operationId, one)
        })
        roads.push(road)
        const { fetch, WebSocket } = road
        return { options: { baseUrl: url, apiKey, userId, fetch, WebSocket }, road }
      },
      async create(items) {
        const { seq } = await head()
        await Promise.all(items.map(send))
        while ((await head()).seq < seq + items.length) await new Promise((resolve) => setTimeout(resolve, 2))
      },
      async actElsewhere(operations) {
        await ask('POST', '/notifications/batch', asUser, { operations })
      },
      async ids() {
        const all = [
          ...(await list({})),
          ...(await list({ state: 'archived' })),
          ...(await list({ state: 'snoozed' })),
        ]
        return all.map(({ id }) => id).sort((a, b) => a - b)
      },
      // Nobody can make it do these things from outside.
      upset: async () => false,
      refuse: () => false,
      truth: async () => ({
        head: await head(),
        list,
        async counts(filter) {
          if (filter.data) return null
          const page = await ask(
            'GET',
            `/notifications?${queryOf(filter, { limit: '1', cursor: '' })}`,
            asUser,
          )
          return page.filtered ?? page.counts
        },
      }),
      received: () => [...received.values()],
      async idle() {
        const moves = (): number => roads.reduce((sum, road) => sum + road.moves(), 0)
        for (let before = -1; before !== moves(); ) {
          before = moves()
          await idle()
          await Promise.all(roads.map((road) => road.reached()))
          // What the server does on its own comes before the answer to this.
          await head()
          await Promise.all(roads.map((road) => road.reached()))
          await idle()
        }
      },
      async pass(ms) {
        for (let left = ms; left > 0; left -= stepMs) {
          await clock.advance(Math.min(stepMs, left))
          await user.idle()
        }
      },
      close() {
        for (const road of roads) road.close()
      },
    }
    return user
  }

  return { openUser, close }
}
