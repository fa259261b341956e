import { createClock, createTestServer, type TestConnection } from '@inboxkit/testing'
import { openEar } from './ear.js'
import { type Answer, type Body, handshake, type Person, type World } from './world.js'

export const openInMemory = async (startAt: number): Promise<World> => {
  const clock = createClock(startAt)
  const server = createTestServer({ clock })
  const { apiKey } = server.connect('nobody')
  let people = 0

  const callOf =
    ({ baseUrl, fetch, userId }: TestConnection): Person['call'] =>
    async (method, path, body, headers): Promise<Answer> => {
      const response = await fetch(`${baseUrl}/v3${path}`, {
        method,
        headers: {
          ...(headers ?? { 'x-engagespot-api-key': apiKey, 'x-engagespot-user-id': userId }),
          'content-type': 'application/json',
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Body }
    }

  return {
    name: 'the server in memory',
    clock,
    apiKey,
    async person() {
      const id = `person-${++people}`
      const connection = server.connect(id)
      const call = callOf(connection)
      const person: Person = {
        id,
        call,
        batch: (...operations) => call('POST', '/notifications/batch', { operations }),
        send: async (sent) => server.deliver(id, sent).id,
        sendMany: async (count) =>
          Array.from({ length: count }, (_, at) => server.deliver(id, { title: `Number ${at + 1}` }).id),
        listen: (auth = handshake(apiKey, id)) => openEar(connection.WebSocket, connection.baseUrl, auth),
      }
      return person
    },
    addCategory: async (identifier, isRequired = false) =>
      server.addCategory({ identifier, name: identifier, isRequired }).id,
    async addTenant(identifier, preferences = {}) {
      server.addTenant({ identifier, preferences })
    },
    addDigest: async (workflow, choices, choice) => server.addDigest({ workflow, choices, choice }),
    close: async () => server.close(),
  }
}
