import fc from 'fast-check'
import type { JsonSchema } from './document.js'
import { ownData, ownValue, text } from './names.js'

export interface Making {
  schemas: Readonly<Record<string, JsonSchema>>
  /** What a property or parameter of this name is made of, where its schema does not say enough. */
  named: (name: string) => fc.Arbitrary<unknown> | undefined
}

/** Values that a schema describes, mostly small ones; bounds now and then. */
export const fromSchema = (schema: JsonSchema, making: Making, depth = 0): fc.Arbitrary<unknown> => {
  const inner = (part: JsonSchema): fc.Arbitrary<unknown> => fromSchema(part, making, depth + 1)
  if (schema.$ref !== undefined) {
    const target = making.schemas[schema.$ref.replace('#/components/schemas/', '')]
    return target && depth < 12 ? inner(target) : fc.constant({})
  }
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const members = schema.anyOf ?? schema.oneOf
  if (members) return fc.oneof(...members.map(inner))
  const types = [schema.type ?? 'anything'].flat()
  return fc.oneof(...types.map((type) => ofType(type, schema, making, inner)))
}

const ofType = (
  type: string,
  schema: JsonSchema,
  { named }: Making,
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> => {
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return numbers(schema)
    case 'string':
      return strings(schema)
    case 'array': {
      const { minItems = 0, maxItems = Infinity, items = {} } = schema
      return fc.array(inner(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) })
    }
    case 'object':
      return objects(schema, named, inner)
    default:
      return ownValue
  }
}

const numbers = ({ minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER }: JsonSchema) => {
  const least = minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + 1)
  return fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: least, max: Math.min(maximum, least + 50) }) },
    { weight: 1, arbitrary: fc.constantFrom(least, maximum) },
  )
}

const strings = ({ format, minLength = 0, maxLength = 100 }: JsonSchema): fc.Arbitrary<string> => {
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time')
    return fc
      .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString())
  return text(minLength, maxLength)
}

const objects = (
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  named: Making['named'],
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<object> => {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, named(name) ?? inner(part)]),
  )
  const known = fc.record(fields, { requiredKeys: required })
  if (typeof additionalProperties !== 'object') return known
  const isFree = Object.keys(additionalProperties).length === 0
  const more = isFree
    ? ownData
    : fc.dictionary(fc.constantFrom('de', 'fr', 'pt-BR'), inner(additionalProperties), { maxKeys: 2 })
  return fc.tuple(more, known).map(([extra, own]) => ({ ...extra, ...own }))
}
