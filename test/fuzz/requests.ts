import fc from 'fast-check'
import { bodies } from './bodies.js'
import { type AppKeys, callersOf, type Headers, strangers } from './callers.js'
import type { Document, Operation } from './document.js'
import { fromSchema } from './from-schema.js'
import { garbage } from './garbage.js'
import { collectionOf, known } from './known.js'
import { linkToken } from './links.js'
import { type Mutation, mutation } from './mutation.js'
import {
  cancellationKey,
  categoryName,
  deviceId,
  templateSlug,
  tenantName,
  topicName,
  userName,
  workflowName,
} from './names.js'
import type { Written } from './write.js'

/** A request before it is known what is there: see `write` for what becomes of it. */
export interface Planned {
  operation: Operation
  params: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
  headers: Headers
  mutation: Mutation | undefined
}

/** What names of fields mean, which differs by the part of the API they are in. */
const namesIn = ({ path }: Operation) => {
  const collection = collectionOf(path)
  const isIn = (...names: string[]): boolean => names.includes(collection)
  const named: Record<string, fc.Arbitrary<unknown>> = {
    identifier: isIn('workflows')
      ? workflowName
      : isIn('categories')
        ? categoryName
        : isIn('topics')
          ? topicName
          : isIn('tenants')
            ? tenantName
            : userName,
    userIdentifier: userName,
    recipient: userName,
    tenant: tenantName,
    slug: templateSlug,
    token: linkToken,
    category: categoryName,
    categoryId: known('categories'),
    cancellationKey,
    deviceId,
    locale: fc.constantFrom('de', 'fr-CA', 'xx'),
    requestId: known('requestId'),
    epoch: known('epoch'),
    since: known('seq'),
    limit: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 20 }), fc.constant(100)),
    cursor: known(`cursor:${path}`),
    users: fc.array(fc.record({ identifier: userName }), { minLength: 1, maxLength: 3 }),
  }
  if (path.endsWith('/detachUsers')) named['users'] = fc.array(userName, { minLength: 1, maxLength: 3 })
  return named
}

const paramOf = (operation: Operation, name: string): fc.Arbitrary<unknown> | undefined => {
  const collection = collectionOf(operation.path)
  if (name === 'id') {
    if (operation.path.endsWith('/replay'))
      return fc.oneof(
        { weight: 4, arbitrary: known(`${collection}:failed`) },
        { weight: 1, arbitrary: known(collection) },
      )
    return collection === 'topics' ? fc.oneof(topicName, known(collection)) : known(collection)
  }
  // Below topics the identifier in the path is a user's.
  return name === 'identifier' && collection === 'topics' ? userName : namesIn(operation)[name]
}

const idempotencyKey = fc.option(
  fc.oneof(
    { weight: 9, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: fc.constantFrom('key-1', 'k'.repeat(255)) },
  ),
  {
    nil: undefined,
    freq: 6,
  },
)

/** A list is paged by number, with small pages, or by cursor. */
const inEitherWay = (query: Record<string, unknown>): Record<string, unknown> => {
  if (!('pageNo' in query)) return query
  const { cursor: _, limit, ...rest } = query
  return typeof limit === 'number' ? { ...rest, limit: 1 + (limit % 20) } : rest
}

/** Good requests of an operation, as far as that can be known beforehand. */
const goodRequests = (operation: Operation, document: Document, apps: readonly [AppKeys, AppKeys]) => {
  const { parameters, body, name } = operation
  const names = namesIn(operation)
  const making = { schemas: document.components.schemas, named: (field: string) => names[field] }
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const query = Object.fromEntries(
    inQuery.map(({ name: field, schema }) => [field, names[field] ?? fromSchema(schema, making)]),
  )
  const params: fc.Arbitrary<Record<string, unknown>> = fc.record(
    Object.fromEntries(
      inPath.map(({ name: field, schema }) => [
        field,
        paramOf(operation, field) ?? fromSchema(schema, making),
      ]),
    ),
  )
  const bodyOf = (of: Record<string, unknown>): fc.Arbitrary<unknown> => {
    if (!body) return fc.constant(undefined)
    const own = bodies[name]
    const made = (typeof own === 'function' ? own(of) : own) ?? fromSchema(body.schema, making)
    return body.required ? made : fc.option(made, { nil: undefined })
  }
  return params.chain((of) =>
    fc.record({
      operation: fc.constant(operation),
      params: fc.constant(of),
      query: fc
        .record(query, {
          requiredKeys: inQuery.filter(({ required }) => required).map(({ name: field }) => field),
        })
        .map(inEitherWay),
      body: bodyOf(of),
      headers: fc.tuple(callersOf(operation, apps), idempotencyKey).map(([caller, key]) => ({
        ...caller,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      })),
      mutation: fc.constant(undefined),
    }),
  )
}

/** Good ones, those with one thing wrong, and those of somebody who may not. */
const planned = (
  operation: Operation,
  document: Document,
  apps: readonly [AppKeys, AppKeys],
): fc.Arbitrary<Planned> => {
  const good: fc.Arbitrary<Planned> = goodRequests(operation, document, apps)
  return fc.oneof(
    { weight: 11, arbitrary: good },
    {
      weight: 7,
      arbitrary: fc
        .tuple(good, mutation(operation.parameters.some(({ name }) => name === 'cursor')))
        .map(([request, one]) => ({ ...request, mutation: one })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(good, strangers(apps)).map(([request, headers]) => ({ ...request, headers })),
    },
  )
}

/** What is there is to be found more often than it is deleted, and feeds are to have something in them. */
const weightOf = ({ name, method, path }: Operation): number => {
  if (name === 'POST /v3/notifications') return 20
  if (path === '/v3/activity' || path.startsWith('/v3/requests')) return 8
  if (
    path.endsWith('AsDeleted') ||
    (method === 'DELETE' && path.endsWith('}') && !path.includes('/devices/'))
  )
    return 1
  return path.startsWith('/v3/notifications/{id}') ? 6 : 4
}

export type Asked = { plan: Planned } | { written: Written }

/** Requests of all kinds to all operations. @param missed operations that every other request is for; `[]` = none */
export const anything = (
  operations: readonly Operation[],
  document: Document,
  apps: readonly [AppKeys, AppKeys],
  missed: readonly Operation[],
): fc.Arbitrary<Asked> => {
  const weighted = operations.map((operation) => ({
    weight: weightOf(operation),
    arbitrary: planned(operation, document, apps),
  }))
  const wanted = missed.map((operation) => goodRequests(operation, document, apps))
  return fc.oneof(
    { weight: 14, arbitrary: fc.oneof(...weighted).map((plan) => ({ plan })) },
    { weight: 1, arbitrary: garbage(operations, apps).map((written) => ({ written })) },
    ...(wanted.length > 0 ? [{ weight: 15, arbitrary: fc.oneof(...wanted).map((plan) => ({ plan })) }] : []),
  )
}
