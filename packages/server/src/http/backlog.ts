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

/**
 * Refuses requests, before their bodies are read, while too many wait to be answered: a database that is slow would
 * otherwise fill this process's memory. They are answered 429 with `Retry-After`, and nothing of them has happened.
 */
export const limitBacklog = (
  http: FastifyInstance,
  most: number = mostRequests,
  mostOfBodies: number = mostBytes,
): void => {
  let requests = 0
  let bytes = 0
  http.addHook('onRequest', async (request, reply) => {
    if (isHealth(request.url)) return
    const size = sizeOf(request)
    if (requests >= most || bytes + size > mostOfBodies)
      throw problem('rate_limited', {
        detail: 'This server has more requests to answer than it can at the moment',
        retryAfterMs: retryMs,
      })
    requests += 1
    bytes += size
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      requests -= 1
      bytes -= size
    }
    reply.raw.once('finish', end)
    // The caller has hung up.
    reply.raw.once('close', end)
  })
}
