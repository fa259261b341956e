import { type FieldProblem, problem } from '@inboxkit/protocol'
import { inTurns } from '../../in-turns.js'
import { readVariables } from '../templates/handlebars/read-variables.js'
import { linkNames } from '../templates/links.js'
import type { Text } from '../templates/texts.js'
import type { PayloadSchema } from './payload.js'

/** Variables of ours, which hide keys of the payload. */
const named = new Set<string>([
  ...linkNames,
  'data',
  'recipient',
  'actor',
  'tenant',
  'batch',
  'steps',
  '$recipient',
  '$actor',
  '$tenant',
])

/** These could allow a property in ways that only data shows. */
const open = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'patternProperties']

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether no data that satisfies the schema can have the path. */
const isShutOut = (schema: unknown, [key, ...rest]: readonly string[]): boolean => {
  if (key === undefined || !isObject(schema) || open.some((keyword) => schema[keyword] !== undefined))
    return false
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  if (Object.hasOwn(properties, key)) return isShutOut(properties[key], rest)
  return (
    schema['additionalProperties'] === false && !(key === 'length' && rest.length === 0 && mayBeList(schema))
  )
}

const mayBeList = ({ type }: Record<string, unknown>): boolean =>
  type === undefined || [type].flat().some((one) => one === 'array' || one === 'string')

const pathInData = ([first, ...rest]: readonly string[]): readonly string[] | null => {
  if (first === 'data') return rest
  return first === undefined || named.has(first) ? null : [first, ...rest]
}

const mostProblems = 20

/**
 * Holds what texts read against a payload's schema. Only a schema that lists all properties of an object and allows no
 * others (`additionalProperties: false`) says that one cannot be there.
 * @throws Problem `invalid_request` that names the field and the variable
 */
export const checkVariables = async (schema: PayloadSchema, texts: readonly Text[]): Promise<void> => {
  const fields: FieldProblem[] = []
  const seen = new Set<string>()
  for await (const { field, source } of inTurns(texts)) {
    if (!source.includes('{{')) continue
    for (const path of readVariables(source)) {
      const inData = pathInData(path)
      const message = `uses ${path.join('.')}, which payload does not have`
      if (!inData || !isShutOut(schema, inData) || seen.has(`${field} ${message}`)) continue
      seen.add(`${field} ${message}`)
      fields.push({ field, message })
    }
    if (fields.length >= mostProblems) break
  }
  if (fields.length > 0) throw problem('invalid_request', { fields: fields.slice(0, mostProblems) })
}
