import { problem } from '@inboxkit/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { maxBodyBytes } from './body.js'

/** Requests that are worked on at a time. A database that keeps up never has a tenth of them. */
const mostRequests = 2_000
/** Of their bodies: what is read of one takes several times as much while it is worked on. */
const mostBytes = 64 * 1024 * 1024
/** After it the caller is to come back. */
const retryMs = 1_000

/** Whoever watches this process must get an answer in any case. */
const isHealth = (url: string): boolean => /^\/(healthz|readyz|metrics)\/?(\?|$)/.test(url)

/** Of one that does not say how long it is, or that will be refused for its length, the most that is read of it. */
const sizeOf = ({ headers }: FastifyRequest): number => {
  if (headers['transfer-encoding'] !== undefined) return maxBodyBytes
  return Math.min(maxBodyBytes, Number(headers['content-length'] ?? 0) || 0)
}

/** What a request holds: nothing while it is still coming, but for what has come of it. */
interface Held {
  request: boolean
  bytes: number
  /** It is over, whatever still comes of it. */
  isOver: boolean
}

/**
 * Refuses requests, before their bodies are read, while too many wait to be answered: a database that is slow would
 * otherwise fill this process's memory. They are answered 429 with `Retry-After`, and nothing of them has happened.
 * Bodies count by what has come of them: whoever announces one and does not send it takes nobody's place.
 */
export const limitBacklog = (
  http: FastifyInstance,
  most: number = mostRequests,
  mostOfBodies: number = mostBytes,
): void => {
  const all: { requests: number; bytes: number } = { requests: 0, bytes: 0 }
  const helds = new WeakMap<FastifyRequest, Held>()
  const refusal = () =>
    problem('rate_limited', {
      detail: 'This server has more requests to answer than it can at the moment',
      retryAfterMs: retryMs,
    })

  http.addHook('onRequest', async (request, reply) => {
    if (isHealth(request.url)) return
    if (all.requests >= most || all.bytes + sizeOf(request) > mostOfBodies) throw refusal()
    const held: Held = { request: false, bytes: 0, isOver: false }
    helds.set(request, held)
    const end = (): void => {
      if (held.request) all.requests -= 1
      all.bytes -= held.bytes
      Object.assign(held, { request: false, bytes: 0, isOver: true })
    }
    reply.raw.once('finish', end)
    // The caller has hung up.
    reply.raw.once('close', end)
  })

  http.addHook('preParsing', (request, _reply, body, next) => {
    const held = helds.get(request)
    if (held)
      body.on('data', (chunk: Buffer | string) => {
        if (held.isOver) return
        held.bytes += chunk.length
        all.bytes += chunk.length
        if (all.bytes <= mostOfBodies) return
        // Many began to come when there was room: whoever reads this one stops, and answers so.
        held.isOver = true
        body.emit('error', refusal())
      })
    next(null, body)
  })

  http.addHook('preValidation', async (request) => {
    const held = helds.get(request)
    if (!held) return
    // Many may have come since it began to come.
    if (all.requests >= most) throw refusal()
    held.request = true
    all.requests += 1
  })
}
