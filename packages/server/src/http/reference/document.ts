import { problemShape } from '../../wire/problem.js'
import type { RouteFact } from '../routes.js'
import { refusalComponents } from './answers.js'
import { operationOf, pathOf } from './operation.js'
import { createComponents } from './schemas.js'
import { description, securitySchemes, tags } from './texts.js'

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes repeating this write safe: within 24 hours the first answer is given again. Another body is refused with 409.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const replayed = {
  description: 'Present when an earlier request with this `Idempotency-Key` did the work.',
  schema: { type: 'string', const: 'true' },
}

/** Order of the groups; one that nobody described comes last. */
const rank = ({ tag }: RouteFact): number => {
  const at = Object.keys(tags).indexOf(tag)
  return at < 0 ? Infinity : at
}

/**
 * The reference of the HTTP API (OpenAPI 3.1), made of the very schemas that requests are parsed with and answers are
 * declared with. Routes for old clients only are left out.
 * @throws Error when a schema cannot be described, or two have the same name
 */
export const createDocument = (facts: readonly RouteFact[], version: string): object => {
  const shown = facts.filter(({ isAlias }) => !isAlias).sort((a, b) => rank(a) - rank(b))
  const components = createComponents()
  const problem = components.describe(problemShape, 'output')
  const answers = shown.map((fact) => components.describe(fact.answer, 'output'))

  const paths: Record<string, Record<string, object>> = {}
  for (const [at, fact] of shown.entries()) {
    const operations = (paths[pathOf(fact.url)] ??= {})
    operations[fact.method.toLowerCase()] = operationOf(fact, answers[at] ?? {}, components)
  }

  return {
    openapi: '3.1.0',
    info: {
      title: 'inboxkit',
      version,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that this document comes from' }],
    tags: Object.entries(tags)
      .filter(([name]) => shown.some(({ tag }) => tag === name))
      .map(([name, about]) => ({ name, description: about })),
    paths,
    components: {
      securitySchemes,
      parameters: { IdempotencyKey: idempotencyKey },
      headers: { Replayed: replayed },
      responses: refusalComponents(shown, problem),
      schemas: components.schemas,
    },
  }
}
