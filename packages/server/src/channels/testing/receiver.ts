import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
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
  const server = createServer(async (request, response) => {
    const received = await read(request)
    receiver.received.push(received)
    const answer = receiver.reply(received)
    if (answer === 'never') return
    const { status = 200, headers, body = '' } = answer
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
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
