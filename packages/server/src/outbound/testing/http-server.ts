import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ReceivedRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface HttpServer {
  port: number
  /** `http://127.0.0.1:port` */
  url: string
  received: ReceivedRequest[]
}

/** A server on loopback that keeps what it is asked and goes away with the test. */
export const openHttpServer = async (
  answer: (response: ServerResponse, request: ReceivedRequest, count: number) => void = (response) =>
    void response.end(),
): Promise<HttpServer> => {
  const received: ReceivedRequest[] = []
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const one = { method, path: url, headers, body: Buffer.concat(chunks) }
    received.push(one)
    answer(response, one, received.length)
  }
  const server = createServer((request, response) => void reply(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, received }
}
