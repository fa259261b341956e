import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { RouteFact } from '../routes.js'
import { createDocument } from './document.js'

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** `GET /openapi.json`: made at the first request, of the routes that are there by then. */
export const serveReference = (http: FastifyInstance, facts: readonly RouteFact[]): void => {
  let text: string | undefined
  http.get('/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(createDocument(facts, version))
    return reply.header('cache-control', 'no-cache').type('application/json').send(text)
  })
}
