import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { type OutboundAnswer, OutboundFailure } from '../../outbound/types.js'

/** One request on the connection. */
export interface SessionRequest {
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  timeoutMs: number
}

/** One HTTP/2 connection that all requests share. */
export interface Session {
  /** @throws OutboundFailure `failed` */
  post(request: SessionRequest): Promise<OutboundAnswer>
  close(): void
}

const mostBytes = 64 * 1_024
/** A connection that was idle for longer may be gone without a word. */
const mostIdleMs = 5 * 60 * 1_000

/**
 * Keeps one connection to a server and opens another one when that is going away, closed, has an error, left a request
 * without an answer, or was idle for 5 minutes. Requests under way on the old one end there.
 */
export const createSession = (baseUrl: string, now: () => Date): Session => {
  let current: ClientHttp2Session | undefined
  let usedAtMs = 0

  const open = (): ClientHttp2Session => {
    const session = connect(baseUrl)
    const forget = (): void => {
      if (current === session) current = undefined
    }
    session.on('goaway', forget).on('close', forget).on('error', forget)
    // An idle connection is no reason to stay alive.
    session.unref()
    return session
  }

  const leave = (session: ClientHttp2Session): void => {
    if (current === session) current = undefined
    session.close()
  }

  const atHand = (): ClientHttp2Session => {
    const atMs = now().getTime()
    if (current && atMs - usedAtMs > mostIdleMs) leave(current)
    if (current?.closed || current?.destroyed) current = undefined
    current ??= open()
    usedAtMs = atMs
    return current
  }

  return {
    async post(request) {
      const session = atHand()
      try {
        return await answerTo(session, request)
      } catch (cause) {
        leave(session)
        if (cause instanceof OutboundFailure) throw cause
        throw new OutboundFailure('failed', cause instanceof Error ? cause.message : 'no connection', cause)
      }
    },
    close() {
      current?.close()
      current = undefined
    },
  }
}

const answerTo = async (
  session: ClientHttp2Session,
  { path, headers, body, timeoutMs }: SessionRequest,
): Promise<OutboundAnswer> => {
  const stream = session.request({ ':method': 'POST', ':path': path, ...headers })
  const timer = setTimeout(
    () => stream.destroy(new OutboundFailure('failed', `no answer within ${timeoutMs} ms`)),
    timeoutMs,
  )
  try {
    const answer = read(stream)
    stream.end(body)
    return await answer
  } finally {
    clearTimeout(timer)
    if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL)
  }
}

const read = async (stream: ClientHttp2Stream): Promise<OutboundAnswer> =>
  await new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const answer = { status: 0, headers: {} as Record<string, string> }
    let bytes = 0
    stream.on('response', (given) => {
      answer.status = given[':status'] ?? 0
      answer.headers = Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, String(value)]],
        ),
      )
    })
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > mostBytes) stream.destroy(new OutboundFailure('failed', `more than ${mostBytes} bytes`))
      else chunks.push(chunk)
    })
    stream.on('error', reject)
    stream.on('close', () => {
      if (answer.status) resolve({ ...answer, body: Buffer.concat(chunks) })
      else reject(new OutboundFailure('failed', 'the connection was closed'))
    })
  })
