import { isDeepStrictEqual } from 'node:util'
import { type ProblemCode, problem } from '@inboxkit/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Credentials, credentialsInConnect, credentialsInHeaders } from '../auth/credentials.js'
import type { Principal } from '../features/apps/authenticate.js'
import { checkOrigin } from '../features/apps/origins.js'
import { idempotencyKeyOf, writeOnce } from '../features/idempotency/service.js'
import type { Db } from '../storage/db.js'
import { hasCode } from '../storage/error-code.js'
import { parse } from './validate.js'

/** Who may call a route: the app with its secret, a user, both of them, or `anyone`, whose credentials are not looked at. */
export type Access = 'app' | 'user' | 'either' | 'anyone'
type PrincipalOf<As extends Access> = As extends 'anyone'
  ? null
  : As extends 'either'
    ? Principal
    : Principal & { kind: As }

export interface RouteOptions<As extends Access, Params, Query, Body, Answer extends object> {
  as: As
  /** One line for the reference, a verb first. */
  summary: string
  /** More for the reference, in Markdown. */
  description?: string
  /** The group it stands in, in the reference. */
  tag: string
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** What is answered, a JSON object or array. */
  answer: z.ZodType<Answer>
  /** Status of the answer, 200 unless said. */
  status?: number
  /** How it refuses, beyond what every route of its kind does (http/reference/answers.ts). */
  problems?: readonly ProblemCode[]
  /** A browser may send its credentials in the body, which spares it a preflight. Headers go first. */
  credentialsIn?: 'body'
  /** Only old clients ask for it: the reference leaves it out. */
  isAlias?: true
  /** Bodies may also come as forms; what they say is not looked at. */
  takesForms?: true
  /** What of an answer is kept under an `Idempotency-Key`: without what is shown once. All of it when absent. */
  withoutSecrets?(answer: NoInfer<Answer>): object
  /** It looks after `Idempotency-Key` itself. */
  ownIdempotency?: true
  /** Where people are sent instead (303) who open the address in a browser; `null` = it is no such request. */
  forPeople?(request: FastifyRequest): string | null
}

export interface Call<As extends Access, Params, Query, Body> {
  who: PrincipalOf<As>
  params: Params
  query: Query
  body: Body
  request: FastifyRequest
  /** Says that an earlier request with the same key did the work, for a route that looks after keys itself. */
  markReplay: () => void
  /** What the call reads and writes with. Under an `Idempotency-Key` it is one transaction, whatever it does. */
  db: Db
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What is known of a route without calling it, for the reference and for the tests that walk them all. */
export interface RouteFact extends RouteOptions<Access, unknown, unknown, unknown, object> {
  method: Method
  url: string
}

export interface Routes {
  readonly facts: readonly RouteFact[]
  /** Declares a route under the prefix: who may, what comes in, and what is answered. */
  on<As extends Access, Answer extends object, Params = undefined, Query = undefined, Body = undefined>(
    method: Method,
    url: string,
    options: RouteOptions<As, Params, Query, Body, Answer>,
    handle: (call: Call<As, Params, Query, Body>) => Promise<Answer> | Answer,
  ): void
}

export interface RoutesOptions {
  prefix: string
  db: Db
  now: () => Date
  /** @param address whom the credentials come from */
  authenticate: (credentials: Credentials, address: string) => Promise<Principal>
  /** For tests: whether to compare each answer with its schema, and to fail when it differs. */
  checkAnswers?: boolean
}

const foreignKeyViolation = '23503'

const wanted: Record<Exclude<Access, 'anyone'>, string> = {
  app: 'This route takes the app: send X-ENGAGESPOT-API-KEY and X-ENGAGESPOT-API-SECRET',
  user: 'This route takes a user: send X-ENGAGESPOT-API-KEY and X-ENGAGESPOT-USER-ID, or Authorization: Bearer',
  either: 'No auth params (or combination of params) were found in the request',
}

export const createRoutes = (
  http: FastifyInstance,
  { prefix, db, now, authenticate, checkAnswers = false }: RoutesOptions,
): Routes => {
  const facts: RouteFact[] = []
  return {
    facts,
    on(method, url, options, handle) {
      facts.push({ ...options, method, url: prefix + url })
      const { status = 200, answer: shape } = options
      const as: Access = options.as

      const answer = async (
        request: FastifyRequest,
        reply: FastifyReply,
        who: Principal | null,
        on: Db,
      ): Promise<object> => {
        const answered = await handle({
          who: who as PrincipalOf<typeof options.as>,
          params: parsed(options.params, request.params, 'path'),
          query: parsed(options.query, request.query, 'query'),
          body: parsed(options.body, request.body, 'body'),
          request,
          markReplay: () => markReplay(reply),
          db: on,
        })
        if (checkAnswers) checkAnswer(shape, answered, `${method} ${prefix}${url}`)
        return answered
      }

      const respond = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const elsewhere = options.forPeople?.(request) ?? null
        if (options.forPeople) void reply.header('vary', 'Accept')
        if (elsewhere !== null) return reply.header('cache-control', 'no-store').redirect(elsewhere, 303)
        if (as === 'anyone') return reply.status(status).send(await answer(request, reply, null, db))
        const credentials = credentialsOf(request, options.credentialsIn === 'body')
        // Before anything is looked up: in open mode that would make a user of whoever is named.
        if (as !== 'either' && claimedKind(credentials) !== as)
          throw problem('missing_credentials', { detail: wanted[as] })
        const who = await authenticate(credentials, request.ip)
        checkOrigin(who.app, request.headers)
        const key = method === 'GET' || options.ownIdempotency ? null : keyOf(request, who)
        if (!key) return reply.status(status).send(await answer(request, reply, who, db))
        const once = await writeOnce(db, key, now(), async (joined) => {
          const given = await answer(request, reply, who, joined)
          return { status, answer: given, kept: options.withoutSecrets?.(given as never) ?? given }
        })
        return replyOnce(reply, once)
      }

      http.route({
        method,
        url: prefix + url,
        config: { takesForms: options.takesForms ?? false },
        // What a write refers to may be deleted after it was found: asked anew, the answer is what it is without it.
        handler: (request, reply) =>
          respond(request, reply).catch((cause: unknown) => {
            if (!hasCode(cause, foreignKeyViolation)) throw cause
            return respond(request, reply)
          }),
      })
    },
  }
}

/** The key of a request in the name of whoever asks: one secret or the other, the app is the app. */
export const keyOf = (
  { headers, method, url, body }: FastifyRequest,
  who: Principal,
): ReturnType<typeof idempotencyKeyOf> =>
  idempotencyKeyOf(headers['idempotency-key'], {
    appId: who.app.id,
    principal: who.kind === 'app' ? 'app' : `user:${who.userId}`,
    method,
    url,
    body,
  })

const markReplay = (reply: FastifyReply): void => void reply.header('idempotent-replayed', 'true')

const replyOnce = (
  reply: FastifyReply,
  { status, answer, isReplay }: Awaited<ReturnType<typeof writeOnce>>,
): FastifyReply => {
  if (isReplay) markReplay(reply)
  return reply.status(status).send(answer)
}

const checkAnswer = (shape: z.ZodType, answer: object, route: string): void => {
  const sent: unknown = JSON.parse(JSON.stringify(answer))
  const checked = shape.safeParse(sent)
  if (!checked.success) throw new Error(`${route} answers what it does not declare: ${checked.error.message}`)
  // What a schema does not speak of it leaves out.
  if (!isDeepStrictEqual(checked.data, sent))
    throw new Error(`${route} answers more than it declares: ${JSON.stringify(sent)}`)
}

const credentialsOf = ({ headers, body }: FastifyRequest, mayBeInBody: boolean): Credentials => {
  const inHeaders = credentialsInHeaders(headers)
  return mayBeInBody && inHeaders.kind === 'none' && typeof body === 'object' && body !== null
    ? credentialsInConnect(body)
    : inHeaders
}

const claimedKind = ({ kind }: Credentials): 'app' | 'user' | 'none' => (kind === 'token' ? 'user' : kind)

/** A part of the request that a route does not speak of is not looked at. */
const parsed = <Part>(schema: z.ZodType<Part> | undefined, value: unknown, root: string): Part =>
  (schema ? parse(schema, value, root) : undefined) as Part
