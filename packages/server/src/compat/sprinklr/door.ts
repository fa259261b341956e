import { type Problem, problem } from '@inboxkit/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSameSecret } from '../../auth/signatures.js'
import { checkOrigin } from '../../features/apps/origins.js'
import type { App } from '../../features/apps/service.js'
import { toProblem } from '../../http/answer-problems.js'
import type { AttemptLimit } from '../../http/failed-attempts.js'
import type { SprinklrKeys } from '../../options.js'

export interface Authentication {
  /** `undefined` = nobody gets in. */
  keys: SprinklrKeys | undefined
  /** The app that the keys are for. */
  findApp: () => Promise<App | null>
  limitAttempts: AttemptLimit
}

/** What a call is answered: `null` = it was taken, and there is nothing to say. */
export type Answer = { trackingId: string } | null

export interface Door {
  on(url: string, handle: (app: App, body: unknown) => Promise<Answer>): void
}

/**
 * The vendor's routes, all of them `POST`. Who asks is proven before the body is read, and refusals have one shape
 * (contract, section 5).
 * @param declare adds the routes
 */
export const openDoor = (
  http: FastifyInstance,
  authentication: Authentication,
  declare: (door: Door) => void,
): void => {
  void http.register(async (scope) => {
    const apps = new WeakMap<FastifyRequest, App>()
    scope.addHook('onRequest', async (request) => {
      const app = await authenticate(authentication, request)
      checkOrigin(app, request.headers)
      apps.set(request, app)
    })
    scope.setErrorHandler<FastifyError | Problem>((error, request, reply) =>
      refuse(request, reply, toProblem(error)),
    )
    declare({
      on: (url, handle) => {
        scope.post(url, async (request, reply) => {
          const app = apps.get(request)
          if (!app) throw new Error('a request came past the door')
          const answer = await handle(app, request.body)
          return answer === null ? reply.status(204).send() : reply.send(success(answer.trackingId))
        })
      },
    })
  })
}

/** The token comes with the word Bearer or without: the vendor's table has it, its example not. */
const authenticate = (
  { keys, findApp, limitAttempts }: Authentication,
  { headers, ip }: FastifyRequest,
): Promise<App> => {
  const token = (headers.authorization ?? '').replace(/^Bearer +/i, '').trim()
  const key = String(headers['key'] ?? '')
  if (token === '' || key === '')
    throw problem('missing_credentials', {
      detail: 'Send Authorization: Bearer <access token> and Key: <API key>',
    })
  return limitAttempts(ip, { kind: 'app', apiKey: `sprinklr ${key}`, secret: token }, async () => {
    if (!keys)
      throw problem('invalid_credentials', {
        detail: 'Journeys are off: set SPRINKLR_TOKEN and SPRINKLR_KEY',
      })
    // Both are compared, whatever comes of the first.
    const isProven = [isSameSecret(token, keys.token), isSameSecret(key, keys.key)].every(Boolean)
    const app = isProven ? await findApp() : null
    if (!app) throw problem('invalid_credentials', { detail: 'The access token or the API key is not valid' })
    return app
  })
}

const success = (trackingId: string): object => ({
  data: { status: 'SUCCESS', message: 'The journey was accepted', trackingId },
  errors: [],
})

const refuse = (request: FastifyRequest, reply: FastifyReply, found: Problem): FastifyReply => {
  if (found.status >= 500) request.log.error({ err: found.cause ?? found, code: found.code }, found.message)
  if (found.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(found.retryAfterMs / 1000))
  const { status, fields, message } = found
  const said = fields.length === 0 ? [message] : fields.map(({ field, message }) => `${field} ${message}`)
  // What is not allowed is 400 here, whether it is a matter of form or not.
  return reply
    .status(status === 422 ? 400 : status)
    .send({ data: null, errors: said.map((message) => ({ message })) })
}
