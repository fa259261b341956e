import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { findApp } from '../features/apps/queries.js'
import type { Accept, Acceptance } from '../features/triggers/accept.js'
import { findUsers } from '../features/users/queries.js'
import { saveUsers } from '../features/users/service.js'
import type { Db } from '../storage/db.js'
import type { Notice } from './acts.js'
import { createBoard } from './board.js'
import { demoRoutes } from './routes.js'
import { demoUsers } from './users.js'
import { welcomesFor } from './welcome.js'

export interface DemoOptions {
  db: Db
  apiKey: string
  accept: Accept
  now: () => Date
}

/**
 * A small product with the inbox in it: users, a board in memory, and routes below `/demo`. Call it before `http`
 * boots, and `start` once the engine has started.
 */
export const openDemo = (
  http: FastifyInstance,
  { db, apiKey, accept, now }: DemoOptions,
): { start(): Promise<void> } => {
  const findAppId = async (): Promise<number> => {
    const app = await findApp(db, apiKey)
    if (!app) throw new Error(`There is no app with the API key ${apiKey}`)
    return app.id
  }

  const toAcceptance = async ({ recipients, ...content }: Notice): Promise<Acceptance> => ({
    appId: await findAppId(),
    requestId: randomUUID(),
    content: { ...content, blocks: null },
    recipients,
    acceptedAt: now(),
    startAt: null,
    idempotency: null,
  })

  /**
   * Fills the bell of whoever nobody knows yet. It comes before they are made known, inline and under a key: a start
   * that is cut short here is made up for by the next.
   */
  const welcome = async (identifier: string): Promise<void> => {
    for (const [at, notice] of welcomesFor(identifier).entries()) {
      const key = `demo-welcome-${identifier}-${at}`
      const acceptance = await toAcceptance(notice)
      await accept({
        ...acceptance,
        recipients: [{ identifier }],
        idempotency: {
          appId: acceptance.appId,
          principal: 'app',
          method: 'POST',
          path: '/demo',
          key,
          bodyHash: key,
        },
      })
    }
  }

  demoRoutes(http, {
    apiKey,
    board: createBoard(now()),
    now,
    send: async (notice) => {
      const { requestId } = await accept(await toAcceptance(notice))
      return { requestId }
    },
  })

  return {
    async start() {
      const appId = await findAppId()
      const identifiers = demoUsers.map(({ identifier }) => identifier)
      const known = new Set((await findUsers(db, appId, identifiers)).map(({ identifier }) => identifier))
      for (const identifier of identifiers) if (!known.has(identifier)) await welcome(identifier)
      const users = demoUsers.map(({ identifier, name, role }) => ({ identifier, profile: { name, role } }))
      await saveUsers(db, appId, users, now())
    },
  }
}
