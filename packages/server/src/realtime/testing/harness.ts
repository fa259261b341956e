import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { problem } from '@inboxkit/protocol'
import { io, type Socket } from 'socket.io-client'
import { credentialsInHandshake } from '../../auth/credentials.js'
import { createLog } from '../../log.js'
import { createFakeClock, type FakeClock } from '../../testing/fake-clock.js'
import { createRealtime } from '../realtime.js'
import type { Admission, Realtime, RealtimeOptions, UserHead } from '../types.js'

/** A socket of a client, with everything it has heard. */
export interface Listener {
  socket: Socket
  heard: [name: string, ...payload: unknown[]][]
  named(name: string): unknown[]
}

export interface Harness {
  realtime: Realtime
  httpServer: Server
  clock: FakeClock
  port: number
  url: string
  /** What `authenticate` adds for a user identifier; whoever is not in here is refused. */
  people: Map<string, { userId: number } & Partial<Admission>>
  heads: Map<number, UserHead>
  /** The user ids of each `readHeads`. */
  asked: number[][]
  /** Connects as our client does, or rejects with the `connect_error`. */
  own(userId: string, more?: { path?: string; auth?: object }): Promise<Listener>
  /** Connects as the vendor's client does. */
  vendor(userId: string, more?: { path?: string; query?: object; auth?: object }): Promise<Listener>
  close(): Promise<void>
}

export const aHead = (userId: number, seq = 7): UserHead => ({
  userId,
  epoch: `epoch-${userId}`,
  seq,
  counts: { unseen: 1, unread: 2, total: 3 },
})

const listen = async (httpServer: Server): Promise<number> => {
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve))
  return (httpServer.address() as AddressInfo).port
}

const connected = (socket: Socket): Promise<Listener> => {
  const heard: Listener['heard'] = []
  socket.onAny((name: string, ...payload: unknown[]) => heard.push([name, ...payload]))
  const named = (wanted: string): unknown[] =>
    heard.filter(([name]) => name === wanted).map(([, payload]) => payload)
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve({ socket, heard, named }))
    socket.once('connect_error', reject)
  })
}

/** Realtime on a real HTTP server, with fakes for the database and the clock only. */
export const openRealtime = async (options: Partial<RealtimeOptions> = {}): Promise<Harness> => {
  const httpServer = createServer((_, answer) => answer.end('not a socket'))
  const clock = createFakeClock()
  const people: Harness['people'] = new Map([
    ['ann', { userId: 1 }],
    ['bob', { userId: 2 }],
  ])
  const heads = new Map([aHead(1), aHead(2)].map((head) => [head.userId, head]))
  const asked: number[][] = []
  const realtime = createRealtime({
    httpServer,
    clock,
    log: createLog(),
    authenticate: async ({ query, auth }) => {
      const { protocol, credentials } = credentialsInHandshake({ query, auth })
      if (credentials.kind !== 'user' && credentials.kind !== 'token') throw problem('missing_credentials')
      const name = credentials.kind === 'token' ? credentials.token : credentials.userIdentifier
      const person = people.get(name)
      if (!person) throw problem('invalid_credentials')
      return { appId: 1, protocol, ...person }
    },
    readHeads: async (userIds) => {
      asked.push([...userIds])
      return userIds.flatMap((userId) => heads.get(userId) ?? [])
    },
    ...options,
  })
  const port = await listen(httpServer)
  const url = `http://127.0.0.1:${port}`
  const sockets: Socket[] = []
  const open = (path: string, handshake: { query?: object; auth?: object }): Promise<Listener> => {
    const socket = io(url + path, {
      transports: ['websocket'],
      path: '',
      forceNew: true,
      reconnection: false,
      ...(handshake as { query?: Record<string, string>; auth?: Record<string, unknown> }),
    })
    sockets.push(socket)
    return connected(socket)
  }

  return {
    realtime,
    httpServer,
    clock,
    port,
    url,
    people,
    heads,
    asked,
    own: (userId, { path = '', auth = {} } = {}) =>
      open(path, { auth: { protocol: 1, apiKey: 'ik_1', userId, ...auth } }),
    vendor: (userId, { path = '', query = {}, auth } = {}) =>
      open(path, {
        query: { apiKey: 'ik_1', userId, userSignature: undefined, ...query },
        ...(auth === undefined ? {} : { auth }),
      }),
    close: async () => {
      for (const socket of sockets) socket.disconnect()
      await realtime.close()
      await new Promise((resolve) => httpServer.close(resolve))
    },
  }
}
