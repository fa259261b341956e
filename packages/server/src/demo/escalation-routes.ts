import type { SendAnswer } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parse } from '../http/validate.js'
import { longestWait, shortestWait } from './escalation.js'
import { knownUser } from './schemas.js'
import type { DemoUser } from './users.js'
import type { Watched } from './watching.js'

const startBody = z.object({ to: knownUser, seconds: z.int().min(shortestWait).max(longestWait) })
const watchParams = z.object({ requestId: z.uuid() })

export interface Escalations {
  /** Resolves when it is on disk. */
  escalate: (user: DemoUser, seconds: number) => Promise<SendAnswer>
  watch: (requestId: string) => Promise<Watched>
}

export const escalationRoutes = (http: FastifyInstance, { escalate, watch }: Escalations): void => {
  http.post('/demo/escalations', async ({ body }, reply) => {
    const { to, seconds } = parse(startBody, body, 'body')
    return reply.status(202).send(await escalate(to, seconds))
  })
  http.get('/demo/escalations/:requestId', ({ params }) =>
    watch(parse(watchParams, params, 'path').requestId),
  )
}
