import { randomUUID } from 'node:crypto'
import { problem } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { App } from '../../features/apps/service.js'
import { createLog } from '../../log.js'
import type { Db } from '../../storage/db.js'
import { createReadiness } from '../readiness.js'
import { createRoutes } from '../routes.js'
import { createHttp } from '../server.js'

export interface CounterAnswer {
  status: number
  body: Record<string, unknown>
  /** The body as it came. */
  text: string
  headers: Record<string, unknown>
}

export interface CounterServer {
  /** Asks it to count something, as an app (`shop`) or a user of one (`shop:ann`). */
  count(given: {
    as?: string
    method?: 'POST' | 'PATCH'
    path?: string
    key?: string
    body?: object
  }): Promise<CounterAnswer>
  /** How often a thing was counted, as the database has it. */
  counted(name: string): Promise<number>
  /** For each count that was told of: how many were on disk by then. */
  told: Promise<number>[]
  close(): Promise<void>
}

const apps = ['shop', 'other']
const principal = (as: string) => {
  const [apiKey = '', identifier] = as.split(':')
  const app: App = { id: apps.indexOf(apiKey) + 1, name: '', apiKey, settings: {}, secrets: [], keys: [] }
  return identifier === undefined
    ? ({ kind: 'app', app } as const)
    : ({ kind: 'user', app, identifier, userId: identifier.length } as const)
}

/**
 * A server whose writes show how often they took effect: each adds a row, then fails if it is told to
 * (`{ "failing": "refused" }` or `"broken"`), and is told of after its commit.
 */
export const openCounterServer = async (db: Db): Promise<CounterServer> => {
  await db.run`create table counted (name text not null)`
  const counted = async (name: string): Promise<number> =>
    (await db.one<{ n: number }>`select count(*) n from counted where name = ${name}`)?.n ?? 0
  const told: Promise<number>[] = []
  const http: FastifyInstance = await createHttp({
    log: createLog('silent'),
    isOriginAllowed: () => true,
    rateLimit: false,
    readiness: createReadiness(async () => undefined),
  })
  const routes = createRoutes(http, {
    prefix: '/v3',
    db,
    now: () => new Date(),
    authenticate: async (credentials) =>
      principal(credentials.kind === 'token' ? credentials.token : credentials.kind),
  })
  for (const method of ['POST', 'PATCH'] as const)
    routes.on(
      method,
      '/counts/:name',
      {
        as: 'either',
        tag: 'Counts',
        summary: 'Count a thing',
        params: z.object({ name: z.string() }),
        body: z.looseObject({ failing: z.enum(['refused', 'broken']).optional() }).optional(),
        answer: z.object({ z: z.uuid(), a: z.int(), lockTimeout: z.string() }),
        status: 202,
      },
      async ({ params: { name }, body, db: joined }) => {
        await joined.transaction(async (tx) => {
          await tx.run`insert into counted (name) values (${name})`
          tx.afterCommit(() => told.push(counted(name)))
        })
        if (body?.failing === 'refused') throw problem('unprocessable')
        if (body?.failing === 'broken') throw new Error('A mistake of the server')
        const found = await joined.one<{ n: number; limit: string }>`
          select count(*) n, current_setting('lock_timeout') as limit from counted where name = ${name}`
        return { z: randomUUID(), a: found?.n ?? 0, lockTimeout: found?.limit ?? '' }
      },
    )
  return {
    told,
    counted,
    async count({ as = 'shop', method = 'POST', path = '/v3/counts/x', key, body = {} }) {
      const answer = await http.inject({
        method,
        url: path,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${as}`,
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        payload: JSON.stringify(body),
      })
      return {
        status: answer.statusCode,
        body: answer.json<Record<string, unknown>>(),
        text: answer.body,
        headers: answer.headers,
      }
    },
    close: () => http.close(),
  }
}
