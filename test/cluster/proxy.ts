import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/**
 * A balancer in front of servers that come and go: round robin without stickiness, websockets passed on, nothing sent to
 * whoever is not ready.
 */
export interface Proxy {
  readonly url: string
  /** Servers that it sends to at the moment. */
  ready(): readonly string[]
  /** Requests that were answered 500: whatever is missing, a server says what, or it is at fault. */
  readonly mistakes: readonly string[]
  /** Asks everybody now, not only at the next beat. */
  look(): Promise<void>
  /** Cuts a share of the open connections, chosen by `random`: 1 = all. @returns how many */
  cut(share: number, random: () => number): number
  close(): Promise<void>
}

const askMs = 200

const isReady = async (url: string): Promise<boolean> => {
  try {
    const { status } = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
    return status === 200
  } catch {
    return false
  }
}

/** A request that no server has begun to answer may go to the next one; 502 when there is none left. */
const hop = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i

/** @param servers whom there is, at any time */
export const startProxy = async (servers: () => readonly string[], port = 0): Promise<Proxy> => {
  let ready: readonly string[] = []
  let turn = 0
  const mistakes: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  }

  const look = async (): Promise<void> => {
    const all = servers()
    const answers = await Promise.all(all.map(isReady))
    ready = all.filter((_, at) => answers[at])
  }
  /** All that are ready, beginning with the next in turn. */
  const inTurn = (): string[] => {
    const first = turn++
    return ready.map((_, at) => ready[(first + at) % ready.length] ?? '')
  }

  const answer = (status: number, response: ServerResponse): void => {
    if (response.headersSent) return void response.destroy()
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"No server is ready"}')
  }

  /** Nobody gets a request twice: it goes on only where the connection was not even made. */
  const pass = (incoming: IncomingMessage, response: ServerResponse, candidates: readonly string[]): void => {
    const [server, ...others] = candidates
    if (server === undefined) return answer(502, response)
    const { hostname, port } = new URL(server)
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hop.test(name)))
    const outgoing = request({
      hostname,
      port,
      method: incoming.method,
      path: incoming.url,
      headers,
      agent: false,
    })
    let isConnected = false
    outgoing.once('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true
        incoming.pipe(outgoing)
      })
    })
    outgoing.once('response', (answered) => {
      if (answered.statusCode === 500)
        mistakes.push(`${incoming.method} ${incoming.url} was answered 500 by ${server}`)
      const passed = Object.entries(answered.headers).filter(([name]) => !hop.test(name))
      response.writeHead(answered.statusCode ?? 502, Object.fromEntries(passed))
      answered.pipe(response)
      answered.once('error', () => response.destroy())
    })
    outgoing.once('error', () => (isConnected ? answer(502, response) : pass(incoming, response, others)))
    response.once('close', () => outgoing.destroy())
  }

  const upgrade = (
    incoming: IncomingMessage,
    client: Socket,
    head: Buffer,
    candidates: readonly string[],
  ): void => {
    const [server, ...others] = candidates
    if (server === undefined) return void client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
    const { hostname, port } = new URL(server)
    const upstream = connect(Number(port), hostname)
    const retry = (): void => upgrade(incoming, client, head, others)
    upstream.once('error', retry)
    upstream.once('connect', () => {
      upstream.off('error', retry)
      keep(upstream)
      const lines = incoming.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
      )
      upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
      upstream.once('close', () => client.destroy())
      client.once('close', () => upstream.destroy())
    })
  }

  const server = createServer((incoming, response) => pass(incoming, response, inTurn()))
  server.on('upgrade', (incoming, client: Socket, head) => upgrade(incoming, client, head, inTurn()))
  server.on('connection', keep)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  await look()
  const life = { isClosed: false }
  const beat = async (): Promise<void> => {
    while (!life.isClosed) {
      await new Promise((resolve) => setTimeout(resolve, askMs))
      await look()
    }
  }
  const beating = beat()
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () => ready,
    mistakes,
    look,
    cut(share, random) {
      const chosen = [...sockets].filter(() => random() < share)
      for (const socket of chosen) socket.destroy()
      return chosen.length
    },
    async close() {
      life.isClosed = true
      server.close()
      for (const socket of sockets) socket.destroy()
      await beating
    },
  }
}
