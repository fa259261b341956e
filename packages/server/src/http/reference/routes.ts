import type { FastifyInstance } from 'fastify'
import { packageVersion } from '../package-version.js'
import type { RouteFact } from '../routes.js'
import { createDocument } from './document.js'

/** `GET /openapi.json`: made at the first request, of the routes that are there by then. */
export const serveReference = (http: FastifyInstance, facts: readonly RouteFact[]): void => {
  let text: string | undefined
  http.get('/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(createDocument(facts, packageVersion()))
    return reply.header('cache-control', 'no-cache').type('application/json').send(text)
  })
}
