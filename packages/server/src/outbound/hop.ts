import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Guard } from './guard.js'
import type { OutboundAnswer, OutboundRequest } from './types.js'
import { OutboundFailure } from './types.js'

/** One request without its redirects. */
export interface Hop {
  method: OutboundRequest['method']
  url: URL
  headers: Record<string, string>
  body: Buffer | null
}

export interface Road {
  guard: Guard
  agents: { http: Agent; https: Agent }
  signal: AbortSignal
  mostBytes: number
}

/** Asks one server and reads its answer whole. Of a redirect that is followed no body is read. */
export const ask = async (
  hop: Hop,
  road: Road,
  isFollowed: (answer: Omit<OutboundAnswer, 'body'>) => boolean,
): Promise<OutboundAnswer> => {
  const response = await start(hop, road)
  const head = { status: response.statusCode ?? 0, headers: headersOf(response) }
  if (isFollowed(head)) {
    response.destroy()
    return { ...head, body: Buffer.alloc(0) }
  }
  return { ...head, body: await readBody(response, road.mostBytes) }
}

const start = ({ method, url, headers, body }: Hop, road: Road): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:'
    const request = (isSecure ? httpsRequest : httpRequest)(url, {
      method,
      agent: isSecure ? road.agents.https : road.agents.http,
      lookup: road.guard.lookup,
      signal: road.signal,
      headers: {
        'user-agent': 'inboxkit',
        // What is read is counted as it is: nothing is unpacked.
        'accept-encoding': 'identity',
        ...headers,
        ...(body ? { 'content-length': String(body.length) } : {}),
      },
    })
    request.on('response', resolve)
    request.on('error', reject)
    request.on('close', () => reject(new Error('The connection was closed without an answer')))
    request.end(body ?? undefined)
  })

const readBody = async (response: IncomingMessage, mostBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop early destroys the connection with it.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBytes)
      throw new OutboundFailure('failed', `The answer is longer than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
