import { z } from 'zod'

export type JsonSchema = z.core.JSONSchema.BaseSchema

/** What a schema takes or what it gives: defaults are there only afterwards, and unknown keys only before. */
type Side = 'input' | 'output'

export interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  /** A schema for the document. Those with an id (`.meta({ id })`) are put among the components and referred to. */
  describe(schema: z.ZodType, side: Side): JsonSchema
}

/**
 * Gathers the named schemas of a document. A name that is needed for both sides belongs to the answer, so that answers
 * have to be described first; what comes in is then called `…Input`.
 */
export const createComponents = (): Components => {
  const schemas: Record<string, JsonSchema> = {}
  const answers = new Set<string>()

  return {
    schemas,
    describe(schema, side) {
      // Inside of an object a named schema becomes a reference; on its own it would be written out.
      const { properties, $defs: named = {} } = z.toJSONSchema(z.object({ it: schema }), {
        io: side,
        override: dropNoise,
      })
      const nameOf = (id: string): string => (side === 'input' && answers.has(id) ? `${id}Input` : id)
      const referred = <Part>(part: Part): Part =>
        JSON.parse(JSON.stringify(part), (key: string, value: unknown) =>
          key === '$ref' && typeof value === 'string'
            ? `#/components/schemas/${nameOf(value.replace('#/$defs/', ''))}`
            : value,
        ) as Part
      for (const [id, definition] of Object.entries(named)) {
        if (side === 'output') answers.add(id)
        put(schemas, nameOf(id), referred(definition))
      }
      return referred(properties?.['it'] as JsonSchema)
    },
  }
}

/** @throws Error when one name stands for two schemas */
const put = (schemas: Record<string, JsonSchema>, name: string, schema: JsonSchema): void => {
  const known = schemas[name]
  if (known && JSON.stringify(known) !== JSON.stringify(schema))
    throw new Error(`Two schemas of the reference are called ${name}`)
  schemas[name] = schema
}

/** That keys are strings goes without saying, and a known format says more than the pattern it is checked with. */
const dropNoise = ({ jsonSchema }: { jsonSchema: JsonSchema }): void => {
  if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
}
