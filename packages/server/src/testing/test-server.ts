import { vi } from 'vitest'
import { createServerOn, type Server } from '../app.js'
import { createApp } from '../features/apps/service.js'
import { openLog } from '../logging/open-log.js'
import type { ServerOptions } from '../options.js'
import { createFakeClock, type FakeClock } from './fake-clock.js'
import { openTestDb, type TestDb } from './test-db.js'
import { createTimeTravel } from './time-travel.js'

export interface Answer {
  status: number
  // biome-ignore format: one thought
  body: { [field: string]: unknown } & { data?: { id: number; [field: string]: unknown }[] }
  headers: Record<string, unknown>
}

export interface TestServer {
  server: Server
  db: TestDb['db']
  clock: FakeClock
  /** The server's. */
  encryptionKey: Buffer
  /** Headers of the app, and of one of its users. */
  asApp: Record<string, string>
  asUser: (identifier: string) => Record<string, string>
  /** Another app on the same server. */
  asOtherApp: Record<string, string>
  asOtherUser: (identifier: string) => Record<string, string>
  call(method: string, url: string, headers?: Record<string, string>, body?: unknown): Promise<Answer>
  /** Sends and waits until the users named have it in their lists. */
  send(recipients: string[], notification?: object): Promise<number[]>
  /** Moves the server's time on, with everything that becomes due on the way; then nothing is left to do. */
  advance(span: string): Promise<void>
  /** Waits until nothing is left to do now. */
  settle(): Promise<void>
  /** Stops the server and starts another on the same database, after `meanwhile`. */
  restart(meanwhile?: () => void): Promise<void>
  close(): Promise<void>
}

const encryptionKey = Buffer.alloc(32, 7)

/** A server on this project's database, or another, reached without a network, with a clock that stands still. */
export const openTestServer = async (
  options: Partial<ServerOptions> = {},
  open: () => Promise<Pick<TestDb, 'db' | 'close'>> = openTestDb,
): Promise<TestServer> => {
  const { db, close } = await open()
  const clock = createFakeClock(new Date().toISOString())
  const start = (): Promise<Server> =>
    createServerOn(
      // The harness closes the database itself: on PostgreSQL it drops it as well.
      { ...db, close: async () => undefined },
      {
        port: 0,
        host: '127.0.0.1',
        dataDir: 'memory',
        encryptionKey,
        apiKey: 'shop',
        apiSecret: 'shop-secret',
        secureMode: false,
        hmac: false,
        demo: false,
        rateLimit: false,
        checkAnswers: true,
        writeLine: () => undefined,
        ...options,
      },
      openLog(options),
      clock,
    )
  let server = await start()
  const other = { name: 'Other', apiKey: 'other', apiSecret: 'other-secret' }
  if (!(await db.one`select from app where api_key = 'other'`))
    await createApp(db, encryptionKey, other, clock.now())

  const keys = (apiKey: string): Record<string, string> => ({
    'x-engagespot-api-key': apiKey,
    'x-engagespot-api-secret': `${apiKey}-secret`,
  })
  const user = (apiKey: string, identifier: string): Record<string, string> => ({
    'x-engagespot-api-key': apiKey,
    'x-engagespot-user-id': identifier,
  })

  const call: TestServer['call'] = async (method, url, headers = {}, body) => {
    const answer = await server.inject({
      method: method as 'GET',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: JSON.parse(answer.body || '{}'), headers: answer.headers }
  }

  return {
    ...createTimeTravel(db, clock),
    get server() {
      return server
    },
    db,
    clock,
    encryptionKey,
    asApp: keys('shop'),
    asUser: (identifier) => user('shop', identifier),
    asOtherApp: keys('other'),
    asOtherUser: (identifier) => user('other', identifier),
    call,
    async send(recipients, notification = { title: 'Order shipped' }) {
      const sent = await call('POST', '/v3/notifications', keys('shop'), {
        notification,
        sendTo: { recipients },
      })
      await expanded(db, String(sent.body['requestId']))
      const ids: number[] = []
      for (const recipient of recipients) {
        const page = await call('GET', '/v3/notifications?limit=1', user('shop', recipient))
        ids.push(page.body.data?.[0]?.id ?? 0)
      }
      return ids
    },
    async restart(meanwhile) {
      await server.close()
      meanwhile?.()
      server = await start()
    },
    async close() {
      await server.close()
      await close()
    },
  }
}

/** Waits for a state, not for a time: until the worker has worked a trigger off. */
export const expanded = (db: TestDb['db'], requestId: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const row = await db.one`
        select 1 from trigger where request_id = ${requestId}::uuid and expanded_at is not null`
      if (!row) throw new Error(`The trigger ${requestId} is not worked off`)
    },
    { interval: 5 },
  )
