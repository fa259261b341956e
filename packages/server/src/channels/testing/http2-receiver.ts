import { createServer, type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Reply } from './receiver.js'

export interface Http2Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A server of HTTP/2 without TLS on loopback. */
export interface Http2Receiver {
  url: string
  received: Http2Received[]
  /** Every connection that there was, in order. */
  sessions: Http2Session[]
  /** What it answers from now on; `never` lets callers wait, `reset` ends the stream. */
  reply: () => Reply | 'never' | 'reset'
}

/** Opens one until the test ends. */
export const openHttp2Receiver = async (): Promise<Http2Receiver> => {
  const receiver: Http2Receiver = { url: '', received: [], sessions: [], reply: () => ({}) }
  const server = createServer()
  server.on('session', (session) => {
    session.on('error', () => undefined)
    receiver.sessions.push(session)
  })
  server.on('stream', (stream, headers) => void answer(receiver, stream, headers))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const session of receiver.sessions) session.destroy()
    server.close()
  })
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return receiver
}

const answer = async (
  receiver: Http2Receiver,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> => {
  stream.on('error', () => undefined)
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  receiver.received.push({ headers, body: Buffer.concat(chunks).toString('utf8') })
  const reply = receiver.reply()
  if (reply === 'never') return
  if (reply === 'reset') return stream.close(2)
  const { status = 200, headers: more, body = '' } = reply
  stream.respond({ ':status': status, ...more })
  stream.end(typeof body === 'string' ? body : JSON.stringify(body))
}
