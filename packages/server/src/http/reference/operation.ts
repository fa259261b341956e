import type { z } from 'zod'
import type { RouteFact } from '../routes.js'
import { refusalReferences } from './answers.js'
import { examples } from './examples.js'
import type { Components, JsonSchema } from './schemas.js'
import { security } from './texts.js'

/** `/v3/topics/:id/users` as the document writes it. */
export const pathOf = (url: string): string => url.replace(/:(\w+)/g, '{$1}')

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `PUT /v3/topics/:id/users/:identifier` is `putTopicsByIdUsersByIdentifier`: as unique and as lasting as the address. */
const operationIdOf = ({ method, url }: RouteFact): string =>
  url
    .split('/')
    .slice(2)
    .flatMap((segment) => (segment.startsWith(':') ? ['by', segment.slice(1)] : segment.split(/\W/)))
    .reduce((name, word) => name + capital(word), method.toLowerCase())

const parametersOf = (components: Components, schema: z.ZodType | undefined, place: 'path' | 'query') => {
  if (!schema) return []
  const { properties = {}, required = [] } = components.describe(schema, 'input')
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as JsonSchema
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

const bodyOf = (components: Components, { method, url, body }: RouteFact) => {
  if (!body) return undefined
  const example = examples[`${method} ${url}`]
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': {
        schema: components.describe(body, 'input'),
        ...(example === undefined ? {} : { example }),
      },
    },
  }
}

/** @param answer the schema of its 2xx answer */
export const operationOf = (fact: RouteFact, answer: JsonSchema, components: Components): object => {
  const { as, method, summary, description, tag, params, query, status = 200, credentialsIn } = fact
  const isWrite = method !== 'GET'
  const requestBody = bodyOf(components, fact)
  return {
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    operationId: operationIdOf(fact),
    // Nothing in the headers is one way to call, where the body may say it.
    security: [...security[as], ...(credentialsIn === 'body' ? [{}] : [])],
    parameters: [
      ...parametersOf(components, params, 'path'),
      ...parametersOf(components, query, 'query'),
      ...(isWrite ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(requestBody ? { requestBody } : {}),
    responses: {
      [status]: {
        description:
          status === 202 ? 'Accepted: it is committed, and worked off in the background.' : 'Done.',
        ...(isWrite ? { headers: { 'idempotent-replayed': { $ref: '#/components/headers/Replayed' } } } : {}),
        content: { 'application/json': { schema: answer } },
      },
      ...refusalReferences(fact),
    },
  }
}
