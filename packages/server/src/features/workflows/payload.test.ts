import { Problem } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { checkPayload, checkSchema } from './payload.js'

const faultOf = (check: () => void) => {
  try {
    check()
    return null
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect(error.code).toBe('invalid_request')
    return error.fields?.map(({ field, message }) => `${field} ${message}`).join('; ')
  }
}

describe('data', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      orderId: { type: 'integer' },
      plan: { enum: ['free', 'pro'] },
      kind: { const: 'order' },
      lines: { type: 'array', items: { $ref: '#/$defs/line' }, maxItems: 2 },
      'a/b~c': { type: 'string' },
      code: { type: 'string', pattern: '^[A-Z]+$' },
      mail: { type: 'string', format: 'email' },
    },
    required: ['orderId'],
    additionalProperties: false,
    $defs: { line: { type: 'object', properties: { sku: { type: 'string', minLength: 1 } } } },
  }

  it.each<[object, string | null]>([
    [
      { orderId: 7, plan: 'pro', kind: 'order', lines: [{ sku: 'a' }], code: 'ABC', mail: 'not checked' },
      null,
    ],
    [{ orderId: 'seven' }, 'data.orderId must be integer'],
    [{}, "data must have required property 'orderId'"],
    [{ orderId: 7, other: 1 }, 'data must not have other'],
    [{ orderId: 7, plan: 'gold' }, 'data.plan must be one of "free", "pro"'],
    [{ orderId: 7, kind: 'x' }, 'data.kind must be "order"'],
    [{ orderId: 7, lines: [{}, { sku: '' }] }, 'data.lines[1].sku must NOT have fewer than 1 characters'],
    [{ orderId: 7, 'a/b~c': 1 }, 'data.a/b~c must be string'],
    [{ orderId: 7, code: 'abc' }, 'data.code must match pattern "^[A-Z]+$"'],
  ])('%j: %s', (data, fault) => {
    expect(faultOf(() => checkPayload(schema, data as Record<string, unknown>))).toBe(fault)
  })

  it('is not looked at without a schema', () => {
    expect(faultOf(() => checkPayload(null, { anything: 1 }))).toBeNull()
  })

  it.each<[string, object, Record<string, unknown>]>([
    ['a pattern that backtracks', { properties: { a: { pattern: '^(a+)+$' } } }, { a: `${'a'.repeat(40)}!` }],
    [
      'references that double',
      {
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, n) => [
            `d${n}`,
            n === 39
              ? { type: 'object' }
              : { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
          ]),
        ),
        properties: { a: { $ref: '#/$defs/d0' } },
      },
      { a: {} },
    ],
    [
      'many entries that must differ',
      { properties: { a: { type: 'array', uniqueItems: true } } },
      { a: Array.from({ length: 100_000 }, (_, n) => [n]) },
    ],
  ])('that takes too long, for %s, is refused in time', (_what, given, data) => {
    const usedMs = processorTime()
    expect(faultOf(() => checkPayload(given as Record<string, unknown>, data))).toBe(
      'data must be simpler: it takes too long to hold against the workflow’s payload',
    )
    expect(usedMs()).toBeLessThan(2_000)
  })
})

describe('a schema', () => {
  it.each<[object, string]>([
    [{ type: 'objekt' }, 'payload must be a JSON Schema: schema is invalid: data/type must be'],
    [
      { properties: { a: { requred: true } } },
      'payload must be a JSON Schema: strict mode: unknown keyword: "requred"',
    ],
    [
      { $ref: 'https://example.test/schema.json' },
      "payload must be a JSON Schema: can't resolve reference https://example.test/schema.json",
    ],
    [{ $ref: '#/$defs/none' }, "payload must be a JSON Schema: can't resolve reference #/$defs/none"],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, 'payload must be of draft 2020-12'],
    [{ $async: true }, 'payload must not have $async'],
    [{ properties: { a: { pattern: '(' } } }, 'payload must be a JSON Schema: '],
    [{ description: 'x'.repeat(65_536) }, 'payload must have at most 65,536 bytes'],
    [{ $ref: '#' }, 'payload must come to an end'],
    [{ allOf: [{ $ref: '#' }] }, 'payload must come to an end'],
  ])('%j is refused: %s', (schema, fault) => {
    expect(faultOf(() => checkSchema(schema as Record<string, unknown>))).toContain(fault)
  })

  it('may have the same $id as another', () => {
    const schema = (type: string) => ({ $id: 'https://shop.test/order', properties: { a: { type } } })
    for (const type of ['string', 'integer']) expect(faultOf(() => checkSchema(schema(type)))).toBeNull()
    expect(faultOf(() => checkPayload(schema('string'), { a: 'x' }))).toBeNull()
    expect(faultOf(() => checkPayload(schema('integer'), { a: 'x' }))).toBe('data.a must be integer')
  })
})

describe('a send by a workflow', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
  })
  afterAll(() => test.close())

  const publish = (payload?: object) =>
    test.call('PUT', '/v3/workflows/orders', test.asApp, {
      name: 'Orders',
      ...(payload ? { payload } : {}),
      steps: [{ type: 'send', channel: 'inApp', template: { title: 'Order {{data.orderId}}' } }],
    })
  const send = (data?: object) =>
    test.call('POST', '/v3/notifications', test.asApp, {
      notification: { workflow: { identifier: 'orders' } },
      sendTo: { recipients: ['ann'] },
      ...(data ? { data } : {}),
    })

  it('is refused when its data is not what the latest version asks for', async () => {
    await publish()
    expect((await send()).status).toBe(202)
    await publish({ required: ['orderId'], properties: { orderId: { type: 'integer' } } })
    expect((await send({ orderId: 7 })).status).toBe(202)
    expect(await send({ orderId: 'seven' })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        message: ['data.orderId must be integer'],
        fields: [{ field: 'data.orderId', message: 'must be integer' }],
      },
    })
    expect((await send()).status).toBe(400)
  })

  it('names a field of a schema that cannot be used', async () => {
    expect(await publish({ type: 'objekt' })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'payload', message: expect.stringContaining('must be a JSON Schema') }] },
    })
  })
})
