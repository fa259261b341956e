import { type FieldProblem, problem } from '@inboxkit/protocol'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { cachedByContent } from '../../compiled-cache.js'
import { OutOfTime, withinTime } from '../../within-time.js'

export type PayloadSchema = Record<string, unknown>

const mostSchemaBytes = 65_536
const compileMs = 1_000
const checkMs = 100
const lastCheckMs = 500
const draft = 'https://json-schema.org/draft/2020-12/schema'

/** A schema that cannot be used, in words for whoever wrote it. */
class SchemaFault extends Error {}

/** One instance each: schemas with the same `$id` do not meet, and nothing is fetched. `format` only describes. */
const compile = (schema: PayloadSchema): ValidateFunction => {
  if (Buffer.byteLength(JSON.stringify(schema)) > mostSchemaBytes)
    throw new SchemaFault(`must have at most ${mostSchemaBytes.toLocaleString('en')} bytes`)
  if (schema['$async'] !== undefined) throw new SchemaFault('must not have $async')
  if (schema['$schema'] !== undefined && schema['$schema'] !== draft)
    throw new SchemaFault(`must be of draft 2020-12: its $schema must be ${draft}`)
  const ajv = new Ajv2020({
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    validateFormats: false,
    logger: false,
  })
  try {
    return withinTime(compileMs, () => ajv.compile(schema))
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new SchemaFault(`must be a JSON Schema: ${said.slice(0, 500)}`, { cause })
  }
}

const compiled = cachedByContent(200, compile)

/** `/items/0/a~1b` is `data.items[0].a/b`. */
const fieldOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), 'data')

const listOf = (values: unknown): string =>
  Array.isArray(values)
    ? values
        .map((value) => JSON.stringify(value))
        .join(', ')
        .slice(0, 200)
    : ''

const sayError = ({ instancePath, keyword, message = 'is not valid', params }: ErrorObject): FieldProblem => {
  const field = fieldOf(instancePath)
  if (keyword === 'enum') return { field, message: `must be one of ${listOf(params['allowedValues'])}` }
  if (keyword === 'const') return { field, message: `must be ${listOf([params['allowedValue']])}` }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const extra = String(params['additionalProperty'] ?? params['unevaluatedProperty'])
    return { field, message: `must not have ${extra.slice(0, 200)}` }
  }
  return { field, message }
}

/** @throws Problem `invalid_request` for a schema that cannot be used: too large, no schema, with remote references */
export const checkSchema = (schema: PayloadSchema): void => {
  try {
    const validate = compiled(schema)
    withinTime(checkMs, () => validate({}))
  } catch (cause) {
    const said =
      cause instanceof SchemaFault
        ? cause.message
        : 'must come to an end: it refers to itself, or takes too long'
    throw problem('invalid_request', { fields: [{ field: 'payload', message: said }], cause })
  }
}

/** The clock goes on while others have the processor: whoever is late has one more, longer try. */
const hold = (validate: ValidateFunction, data: Record<string, unknown>): boolean => {
  try {
    return withinTime(checkMs, () => validate(data))
  } catch (cause) {
    if (!(cause instanceof OutOfTime)) throw cause
    return withinTime(lastCheckMs, () => validate(data))
  }
}

/**
 * Holds data against a schema that was published. Patterns and references are the customer's: what takes longer than
 * half a second is refused.
 * @throws Problem `invalid_request` that names the first field which is wrong, such as `data.orderId must be integer`
 */
export const checkPayload = (schema: PayloadSchema | null, data: Record<string, unknown>): void => {
  if (!schema) return
  const validate = compiled(schema)
  let fields: FieldProblem[]
  try {
    fields = hold(validate, data) ? [] : (validate.errors ?? []).slice(0, 1).map(sayError)
  } catch (cause) {
    if (!(cause instanceof OutOfTime || cause instanceof RangeError)) throw cause
    fields = [
      { field: 'data', message: 'must be simpler: it takes too long to hold against the workflow’s payload' },
    ]
  }
  if (fields.length > 0) throw problem('invalid_request', { fields })
}
