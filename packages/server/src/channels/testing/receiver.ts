import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  method: string
  /** Path and query. */
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface Reply {
  status?: number
  headers?: Record<string, string>
  /** Text, or what is sent as JSON. */
  body?: unknown
}

/** A server on loopback in the place of a provider's. */
export interface Receiver {
  url: string
  received: Received[]
  /** What it answers from now on; `never` lets callers wait. */
  reply: (request: Received) => Reply | 'never'
}

/** Opens one until the test ends. It answers 200 with nothing until `reply` is set. */
export const openReceiver = async (reply: Receiver['reply'] = () => ({})): Promise<Receiver> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await read(request)
    receiver.received.push(received)
    const said = receiver.reply(received)
    if (said === 'never') return
    const { status = 200, headers, body = '' } = said
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = { url: `http://127.0.0.1:${port}`, received: [], reply }
  return receiver
}

const read = async (request: IncomingMessage): Promise<Received> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}
