import { randomUUID } from 'node:crypto'
import { Problem, problem, type SendAnswer } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import type { Providers } from '../channels/types.js'
import { findApp } from '../features/apps/queries.js'
import type { Feeds } from '../features/notifications/service.js'
import type { Accept, Acceptance } from '../features/triggers/accept.js'
import { toAcceptance } from '../features/triggers/acceptance.js'
import { publishWorkflow } from '../features/workflows/service.js'
import type { Notice } from './acts.js'
import { createBoard } from './board.js'
import { commentMail, commentMailFor, commentMailIdentifier } from './comment-mail.js'
import type { ConsoleLines } from './console-lines.js'
import { escalation, escalationFor, escalationIdentifier } from './escalation.js'
import { escalationRoutes } from './escalation-routes.js'
import { furnish } from './furnish.js'
import { staysHere } from './outside.js'
import { demoRoutes } from './routes.js'
import { watchEscalation } from './watching.js'

export interface DemoOptions extends Feeds {
  apiKey: string
  accept: Accept
  providers: Providers
  /** What the console wrote of the demo's messages. */
  lines: ConsoleLines
}

/**
 * A small product with the inbox in it: users, a board in memory, and routes below `/demo`. Call it before `http`
 * boots, and `start` once the engine has started.
 */
export const openDemo = (http: FastifyInstance, options: DemoOptions): { start(): Promise<void> } => {
  const { db, apiKey, accept, now, providers, lines } = options
  const findAppId = async (): Promise<number> => {
    const app = await findApp(db, apiKey)
    if (!app) throw new Error(`There is no app with the API key ${apiKey}`)
    return app.id
  }
  const send = async (acceptance: Omit<Acceptance, 'idempotency'>): Promise<SendAnswer> => {
    const { requestId } = await accept({ ...acceptance, idempotency: null })
    return { requestId }
  }

  demoRoutes(http, {
    apiKey,
    board: createBoard(now()),
    now,
    async send(notice) {
      const appId = await findAppId()
      const answer = await send(acceptanceOf(appId, notice, now()))
      const mail = staysHere(providers) ? commentMailFor(notice) : null
      if (mail)
        await send(toAcceptance(mail, appId, now())).catch((cause: unknown) => {
          // Whoever tries out deleting workflows can still comment.
          if (!(cause instanceof Problem && cause.code === 'workflow_not_found')) throw cause
        })
      return answer
    },
  })
  escalationRoutes(http, {
    async escalate(user, seconds) {
      if (!staysHere(providers))
        throw problem('unprocessable', {
          detail: 'This server has a provider for e-mail or SMS, and the demo sends nothing to the outside',
        })
      return send(toAcceptance(escalationFor(user, seconds), await findAppId(), now()))
    },
    watch: async (requestId) =>
      watchEscalation(db, { appId: await findAppId(), requestId, lines, at: now() }),
  })

  return {
    async start() {
      const appId = await findAppId()
      const workflows = { [escalationIdentifier]: escalation, [commentMailIdentifier]: commentMail }
      if (staysHere(providers))
        for (const [identifier, workflow] of Object.entries(workflows))
          await publishWorkflow(db, appId, identifier, workflow, { providers, at: now() })
      await furnish({ ...options, appId, toAcceptance: (notice) => acceptanceOf(appId, notice, now()) })
    },
  }
}

const acceptanceOf = (
  appId: number,
  { recipients, blocks = null, ...content }: Notice,
  acceptedAt: Date,
): Omit<Acceptance, 'idempotency'> => ({
  appId,
  requestId: randomUUID(),
  content: { ...content, blocks },
  recipients,
  acceptedAt,
  startAt: null,
})
