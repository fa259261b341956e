import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. `path` is raw, without the query. */
export interface Received {
  method: string
  path: string
  query: Record<string, string>
  headers: IncomingHttpHeaders
  /** Parsed; `undefined` when there was none. */
  body: unknown
}

/** What to answer: a status and a body, or whatever a function does with the response. */
export type Reply =
  | { status?: number; headers?: Record<string, string>; body?: unknown; text?: string }
  | ((response: ServerResponse) => void)

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** Answers to come, in order; afterwards `{}` with 200. */
  readonly replies: Reply[]
}

/** An HTTP server that notes down what it is asked and answers what it was told to. */
export const openReceiver = async (...replies: Reply[]): Promise<Receiver> => {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://receiver')
      const text = Buffer.concat(chunks).toString()
      received.push({
        method: request.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      })
      answer(response, replies.shift() ?? {})
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    replies,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const answer = (response: ServerResponse, reply: Reply): void => {
  if (typeof reply === 'function') return reply(response)
  const { status = 200, headers = {}, body = {}, text = JSON.stringify(body) } = reply
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

/** A refusal as the server writes it. */
export const refusal = (
  status: number,
  code: string,
  more: object = {},
): { status: number; body: object } => ({
  status,
  body: {
    status: 'error',
    statusCode: status,
    message: `It is ${code}`,
    error: `Title of ${code}`,
    code,
    ...more,
  },
})
