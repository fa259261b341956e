import { createClock } from '@inboxkit/testing'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import { asApp, ask as askAt, asPerson, type Headers } from '../kit/api.js'
import { openClockedServer } from '../kit/clocked-server.js'
import { apiKey } from '../kit/server-process.js'
import { openEar } from './ear.js'
import { type Answer, type Body, handshake, type Person, type Sent, type World } from './world.js'

export const openReal = async (startAt: number): Promise<World> => {
  const clock = createClock(startAt)
  const { url, close } = await openClockedServer(clock)
  let people = 0

  const ask = (method: string, path: string, body: unknown, headers: Headers): Promise<Answer> =>
    askAt<Body>(`${url}/v3`, method, path, headers, body)

  return {
    name: 'the real server',
    clock,
    apiKey,
    async person() {
      const id = `person-${++people}`
      const call: Person['call'] = (method, path, body, headers) =>
        ask(method, path, body, headers ?? asPerson(id))
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
    async addTenant(identifier, preferences = {}) {
      await ask('PUT', `/tenants/${identifier}`, { name: identifier, preferences }, asApp)
    },
    async addDigest(workflow, choices, choice) {
      const steps = [{ type: 'batch', for: choice, choices }]
      await ask('PUT', `/workflows/${workflow}`, { name: workflow, steps }, asApp)
    },
    close,
  }
}
