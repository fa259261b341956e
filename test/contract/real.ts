import { randomBytes } from 'node:crypto'
import { createServer } from '@inboxkit/server'
import { createClock, type TestClock } from '@inboxkit/testing'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import { openEar } from './ear.js'
import { type Answer, type Body, handshake, type Person, type Sent, type World } from './world.js'

const apiKey = 'test-key'
const apiSecret = 'test-secret'

/** The server's clock, moved by the one that tests move. */
const serverClock = (clock: TestClock): NonNullable<Parameters<typeof createServer>[1]> => ({
  now: () => new Date(clock.now()),
  after: (delayMs, work) => clock.setTimeout(work, delayMs),
  every(intervalMs, work) {
    let cancel = (): void => {}
    const again = (): void => {
      cancel = clock.setTimeout(() => {
        again()
        work()
      }, intervalMs)
    }
    again()
    return () => cancel()
  },
})

/** The real one, on a database in memory and a port of its own. */
export const openReal = async (startAt: number): Promise<World> => {
  const clock = createClock(startAt)
  const server = await createServer(
    {
      port: 0,
      host: '127.0.0.1',
      dataDir: 'memory',
      encryptionKey: randomBytes(32),
      apiKey,
      apiSecret,
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: false,
      writeLine: () => undefined,
    },
    serverClock(clock),
  )
  const { url } = await server.listen()
  const asApp = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }
  let people = 0

  const ask = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const response = await fetch(`${url}/v3${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }

  return {
    name: 'the real server',
    clock,
    apiKey,
    async person() {
      const id = `person-${++people}`
      const call: Person['call'] = (method, path, body, headers) =>
        ask(method, path, body, headers ?? { 'x-engagespot-api-key': apiKey, 'x-engagespot-user-id': id })
      await call('GET', '/notifications?limit=1')
      const send = async ({ tenant, category, ...notification }: Sent): Promise<number> => {
        const before = await call('GET', '/notifications?limit=1')
        const sent = await ask(
          'POST',
          '/notifications',
          {
            notification,
            sendTo: { recipients: [id] },
            ...(tenant !== undefined && { tenant }),
            ...(category !== undefined && { category }),
          },
          asApp,
        )
        if (sent.status >= 300) throw new Error(JSON.stringify(sent.body))
        return vi.waitFor(
          async () => {
            const { body } = await call(
              'GET',
              `/notifications/changes?epoch=${before.body.epoch}&since=${before.body.seq}`,
            )
            if (!body.changes?.length) throw new Error(`It has not arrived: ${JSON.stringify(body)}`)
            return body.changes.at(-1)?.id ?? 0
          },
          { interval: 5, timeout: 15_000 },
        )
      }
      return {
        id,
        call,
        batch: (...operations) => call('POST', '/notifications/batch', { operations }),
        send,
        async sendMany(count) {
          const ids: number[] = []
          for (let at = 1; at <= count; at++) ids.push(await send({ title: `Number ${at}` }))
          return ids
        },
        listen: (auth = handshake(apiKey, id)) => openEar(WebSocket, url, auth),
      }
    },
    async addCategory(identifier, isRequired = false) {
      const { body } = await ask('POST', '/categories', { identifier, name: identifier, isRequired }, asApp)
      return body.id
    },
    close: () => server.close(),
  }
}
