import type { JsonSchema } from '../reference/schemas.js'

/**
 * Whether a schema refuses what it does not speak of: objects name all their fields and need at least one,
 * arrays say what is in them.
 */
export const isClosed = (
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  above: readonly string[] = [],
): boolean => {
  const inner = (part: JsonSchema): boolean => isClosed(part, named, above)
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/components/schemas/', '')
    const target = named[name]
    return above.includes(name) || (target !== undefined && isClosed(target, named, [...above, name]))
  }
  const members = schema.anyOf ?? schema.oneOf
  if (members) return members.every(inner)
  if (schema.type === 'array') return typeof schema.items === 'object' && inner(schema.items as JsonSchema)
  if (schema.type === 'object')
    return schema.additionalProperties === false && (schema.required ?? []).length > 0
  return schema.type !== undefined
}
