import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { createServerOn, type Server } from '../../app.js'
import { systemClock } from '../../clock.js'
import { createLog } from '../../log.js'
import type { ServerOptions } from '../../options.js'
import type { Db } from '../../storage/db.js'
import { openDb } from '../../storage/open.js'
import { openEmptyTestDb } from '../../testing/test-db.js'

export interface Heard {
  socket: Socket
  /** Payloads of one event, in order. */
  named<T>(name: string): T[]
}

export interface Node {
  server: Server
  db: Db
  url: string
  call(method: string, path: string, body?: unknown, as?: string): Promise<{ status: number; body: unknown }>
  /** A client of ours, connected and greeted. */
  own(user: string): Promise<Heard>
  /** A vendor's, connected. */
  vendor(user: string): Promise<Heard>
  close(): Promise<void>
}

const listenTo = (socket: Socket, isThere: string): Promise<Heard> => {
  const heard: [name: string, payload: unknown][] = []
  socket.onAny((name: string, payload: unknown) => heard.push([name, payload]))
  onTestFinished(() => void socket.disconnect())
  const one: Heard = {
    socket,
    named: <T>(wanted: string) =>
      heard.filter(([name]) => name === wanted).map(([, payload]) => payload as T),
  }
  return new Promise((resolve, reject) => {
    socket.once(isThere, () => resolve(one))
    socket.once('connect_error', reject)
  })
}

const openNode = async (databaseUrl: string, options: Partial<ServerOptions>): Promise<Node> => {
  const db = await openDb({ databaseUrl, onError: () => undefined })
  const server = await createServerOn(
    db,
    {
      port: 0,
      host: '127.0.0.1',
      dataDir: 'memory',
      encryptionKey: Buffer.alloc(32, 7),
      apiKey: 'shop',
      apiSecret: 'shop-secret',
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: false,
      writeLine: () => undefined,
      ...options,
    },
    createLog(options.logLevel),
    systemClock,
  )
  const { url } = await server.listen()
  const socket = (rest: object): Socket =>
    io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...rest })
  return {
    server,
    db,
    url,
    async call(method, path, body, as) {
      const answer = await fetch(url + path, {
        method,
        headers: {
          'x-engagespot-api-key': 'shop',
          ...(as === undefined
            ? { 'x-engagespot-api-secret': 'shop-secret' }
            : { 'x-engagespot-user-id': as }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    },
    own: (userId) => listenTo(socket({ auth: { protocol: 1, apiKey: 'shop', userId } }), 'beacon'),
    vendor: (userId) => listenTo(socket({ query: { apiKey: 'shop', userId } }), 'connect'),
    close: () => server.close(),
  }
}

/** Servers on one PostgreSQL, each with its own pool, as if in processes of their own; gone with the test. */
export const useNodes = async (
  ...all: readonly Partial<ServerOptions>[]
): Promise<{ nodes: Node[]; databaseUrl: string }> => {
  const test = await openEmptyTestDb()
  const { databaseUrl } = test
  if (databaseUrl === undefined) throw new Error('Several nodes need PostgreSQL')
  const nodes: Node[] = []
  onTestFinished(async () => {
    for (const node of nodes) await node.close().catch(() => undefined)
    await test.close()
  })
  for (const options of all) nodes.push(await openNode(databaseUrl, options))
  return { nodes, databaseUrl }
}
