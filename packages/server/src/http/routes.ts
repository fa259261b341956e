import { problem } from '@inboxkit/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Credentials, credentialsInConnect, credentialsInHeaders } from '../auth/credentials.js'
import type { Principal } from '../features/apps/authenticate.js'
import { parse } from './validate.js'

/** Who may call a route: the app with its secret, a user, or both. */
export type Access = 'app' | 'user' | 'either'
type PrincipalOf<As extends Access> = As extends 'either' ? Principal : Principal & { kind: As }

export interface RouteOptions<As extends Access, Params, Query, Body> {
  as: As
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** A browser may send its credentials in the body, which spares it a preflight. Headers go first. */
  credentialsIn?: 'body'
  /** Status of the answer, 200 unless said. */
  status?: number
}

export interface Call<As extends Access, Params, Query, Body> {
  who: PrincipalOf<As>
  params: Params
  query: Query
  body: Body
  request: FastifyRequest
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What is known of a route without calling it, for the tests that walk them all. */
export interface RouteFact {
  method: Method
  url: string
  as: Access
}

export interface Routes {
  readonly facts: readonly RouteFact[]
  /** Declares a route: who may, what comes in, and what is answered. Answers are JSON objects or arrays. */
  on<As extends Access, Params = undefined, Query = undefined, Body = undefined>(
    method: Method,
    url: string,
    options: RouteOptions<As, Params, Query, Body>,
    handle: (call: Call<As, Params, Query, Body>) => Promise<object>,
  ): void
}

const wanted: Record<Access, string> = {
  app: 'This route takes the app: send X-ENGAGESPOT-API-KEY and X-ENGAGESPOT-API-SECRET',
  user: 'This route takes a user: send X-ENGAGESPOT-API-KEY and X-ENGAGESPOT-USER-ID, or Authorization: Bearer',
  either: 'No auth params (or combination of params) were found in the request',
}

export const createRoutes = (
  http: FastifyInstance,
  prefix: string,
  authenticate: (credentials: Credentials) => Promise<Principal>,
): Routes => {
  const facts: RouteFact[] = []
  return {
    facts,
    on(method, url, options, handle) {
      facts.push({ method, url: prefix + url, as: options.as })
      http.route({
        method,
        url: prefix + url,
        handler: async (request, reply) => {
          const who = await authenticate(credentialsOf(request, options.credentialsIn === 'body'))
          if (options.as !== 'either' && who.kind !== options.as)
            throw problem('missing_credentials', { detail: wanted[options.as] })
          const answer = await handle({
            who: who as PrincipalOf<typeof options.as>,
            params: parsed(options.params, request.params, 'path'),
            query: parsed(options.query, request.query, 'query'),
            body: parsed(options.body, request.body, 'body'),
            request,
          })
          return reply.status(options.status ?? 200).send(answer)
        },
      })
    },
  }
}

const credentialsOf = ({ headers, body }: FastifyRequest, mayBeInBody: boolean): Credentials => {
  const inHeaders = credentialsInHeaders(headers)
  return mayBeInBody && inHeaders.kind === 'none' && typeof body === 'object' && body !== null
    ? credentialsInConnect(body)
    : inHeaders
}

/** A part of the request that a route does not speak of is not looked at. */
const parsed = <Part>(schema: z.ZodType<Part> | undefined, value: unknown, root: string): Part =>
  (schema ? parse(schema, value, root) : undefined) as Part
