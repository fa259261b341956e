import fc from 'fast-check'
import { badText } from './bad-values.js'
import { type AppKeys, strangers } from './callers.js'
import type { Operation } from './document.js'
import type { Written } from './write.js'

const visible = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
  maxLength: 60,
})

const names = fc.constantFrom(
  'content-type',
  'authorization',
  'authentication',
  'idempotency-key',
  'x-engagespot-api-key',
  'x-engagespot-api-secret',
  'x-engagespot-user-id',
  'x-engagespot-user-signature',
  'x-engagespot-device-id',
  'origin',
  'accept-language',
  'accept-encoding',
  'content-encoding',
  'if-none-match',
  'range',
  'x-forwarded-for',
  'cookie',
)

const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS')

const segment = fc.oneof(
  fc.constantFrom(
    'v3',
    'v4',
    'notifications',
    'users',
    'sdk',
    'connect',
    'openapi.json',
    'docs',
    'healthz',
    'readyz',
    '',
  ),
  badText,
)

/** Requests that nobody who read the reference would make. */
export const garbage = (
  operations: readonly Operation[],
  apps: readonly [AppKeys, AppKeys],
): fc.Arbitrary<Written> =>
  fc
    .record({
      method,
      url: fc.oneof(
        fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
        fc.constantFrom(...operations).map(({ path }) => path),
        fc
          .tuple(fc.constantFrom(...operations), badText)
          .map(([{ path }, text]) => path.replace(/\{\w+\}/g, text)),
      ),
      search: fc.oneof(
        fc.constant(''),
        badText.map((text) => `?${text}`),
        badText.map((text) => `?limit=${text}&limit=${text}`),
      ),
      caller: strangers(apps),
      headers: fc.dictionary(names, visible, { maxKeys: 4 }),
      payload: fc.oneof(
        fc.constant(undefined),
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.json({ maxDepth: 4 }),
        fc.constantFrom(
          '[',
          '{"a":',
          '"\\ud800"',
          '{"a":1,"a":2}',
          '[1e999]',
          '{"__proto__":[]}',
          'x'.repeat(900_000),
        ),
        fc.constantFrom(64, 5000, 100_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
      ),
    })
    .map(({ method: verb, url, search, caller, headers, payload }) => ({
      method: verb,
      url: url + search,
      headers: { 'content-type': 'application/json', ...caller, ...headers },
      payload: verb === 'GET' || verb === 'HEAD' ? undefined : payload,
    }))
