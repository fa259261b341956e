import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { problemShape } from '../../wire/problem.js'
import { isClosed } from '../testing/closed.js'
import { createDocument } from './document.js'
import { examples } from './examples.js'
import type { JsonSchema } from './schemas.js'
import { security } from './texts.js'

interface Parameter {
  $ref?: string
  name: string
  in: string
  description?: string
  schema: JsonSchema
}
interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security: object[]
  parameters: Parameter[]
  responses: Record<string, { $ref?: string; content?: { 'application/json': { schema: JsonSchema } } }>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  tags: { name: string; description: string }[]
  components: {
    schemas: Record<string, JsonSchema>
    responses: Record<
      string,
      { content: { 'application/json': { examples: Record<string, { value: object }> } } }
    >
  }
}

const run = promisify(execFile)
const redocly = join(
  dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')),
  'bin/cli.js',
)

describe('the reference', () => {
  let test: TestServer
  let document: Document
  let operations: [route: string, operation: Operation][]
  beforeAll(async () => {
    test = await openTestServer()
    document = (await test.call('GET', '/openapi.json')).body as unknown as Document
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    )
  })
  afterAll(() => test.close())

  const facts = () => test.server.routes.filter(({ isAlias }) => !isAlias)

  it('is OpenAPI 3.1, and anybody may have it', async () => {
    const answer = await test.call('GET', '/openapi.json')
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' })
    expect(document.openapi).toBe('3.1.0')
  })

  it('has every route but those for old clients only', () => {
    const routes = facts().map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map(([route]) => route).sort()).toEqual(routes.sort())
    expect(operations.length).toBeGreaterThan(20)
  })

  it('leaves out routes for old clients only', () => {
    const [fact] = facts()
    if (!fact) throw new Error('There are no routes')
    const { paths } = createDocument([{ ...fact, isAlias: true }], '1.0.0') as Document
    expect(paths).toEqual({})
  })

  it('passes a linter without a word', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'openapi.json')
    await writeFile(file, JSON.stringify(document))
    const { stdout } = await run(
      process.execPath,
      // /topics/subscriptions/{identifier} beside /topics/{id}/users is the contract's (4.8): fixed parts go first.
      [
        redocly,
        'lint',
        file,
        '--extends',
        'recommended',
        '--skip-rule',
        'no-ambiguous-paths',
        '--format',
        'json',
      ],
      {
        cwd: folder,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    ).catch((error: { stdout: string }) => error)
    const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: { message: string }[] }
    expect(problems).toEqual([])
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 })
  })

  it('names every operation once, and puts each in a group that is described', () => {
    const ids = operations.map(([, { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const described = document.tags.map(({ name }) => name)
    expect(described).toEqual(
      expect.arrayContaining([...new Set(operations.flatMap(([, { tags }]) => tags))]),
    )
  })

  it('says of every parameter what it is', () => {
    const unclear = operations.flatMap(([route, { parameters }]) =>
      parameters
        .filter(
          ({ $ref, description, schema }) => !$ref && (!description || Object.keys(schema).length === 0),
        )
        .map(({ name }) => `${route}: ${name}`),
    )
    expect(unclear).toEqual([])
  })

  it('says who may call, of every operation', () => {
    const differing = facts().filter((fact) => {
      const operation = document.paths[fact.url.replace(/:(\w+)/g, '{$1}')]?.[fact.method.toLowerCase()]
      const ways = [...security[fact.as], ...(fact.credentialsIn ? [{}] : [])]
      return JSON.stringify(operation?.security) !== JSON.stringify(ways)
    })
    expect(differing).toEqual([])
  })

  it('lets every write carry an Idempotency-Key, and no other request', () => {
    for (const [route, { parameters }] of operations)
      expect([route, parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey') ?? false)]).toEqual([
        route,
        !route.startsWith('GET '),
      ])
  })

  it('shows refusals as they travel, under their codes', () => {
    const examples = Object.values(document.components.responses).flatMap(({ content }) =>
      Object.entries(content['application/json'].examples),
    )
    expect(examples.length).toBeGreaterThan(25)
    for (const [code, { value }] of examples) expect(problemShape.parse(value)).toMatchObject({ code })
  })

  it('declares answers that a wrong one does not fit', () => {
    const open = operations.flatMap(([route, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .filter(([, { content }]) => {
          const schema = content?.['application/json'].schema
          return !schema || !isClosed(schema, document.components.schemas)
        })
        .map(([status]) => `${route} ${status}`),
    )
    // A profile is the customer’s own: whatever they put there.
    expect(open.filter((answer) => !answer.includes(' /v3/profile '))).toEqual([])
  })

  it('shows of every body one that would be taken', () => {
    const withBody = facts().filter(({ body }) => body)
    const shown = new Set(withBody.map(({ method, url }) => `${method} ${url}`))
    expect(Object.keys(examples).sort()).toEqual([...shown].sort())
    for (const { method, url, body } of withBody)
      expect([url, body?.safeParse(examples[`${method} ${url}`]).error]).toEqual([url, undefined])
  })

  it('refuses two schemas of one name', () => {
    const [one, other] = facts().filter(({ answer }) => answer.meta()?.id !== undefined)
    if (!one || !other) throw new Error('There are too few named schemas')
    const renamed = { ...other, answer: other.answer.meta({ id: one.answer.meta()?.id ?? '' }) }
    expect(() => createDocument([one, renamed], '1.0.0')).toThrow(/Two schemas of the reference are called/)
  })
})
