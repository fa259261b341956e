import type { Step, WorkflowDefinition } from '@inboxkit/protocol'
import { filledIn, type TemplateValues, templateValues } from './holes.js'

/**
 * A schema that can say itself as JSON Schema, by the Standard JSON Schema interface (standardschema.dev): zod from 4.2
 * on, ArkType, Valibot through its `toStandardJsonSchema`. Nothing of it is bundled here.
 */
export interface PayloadSchema<Data> {
  readonly '~standard': {
    readonly types?: { readonly input: Data } | undefined
    readonly jsonSchema: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>
    }
  }
}

export interface WorkflowInput<Data> {
  identifier: string
  /** For people; by default the identifier. */
  name?: string | undefined
  /** Identifier of a category, for triggers that name none. */
  category?: string | null | undefined
  /** What the `data` of every trigger has to be: a schema, which types it too, or JSON Schema as it is. */
  payload?: PayloadSchema<Data> | JsonSchema | null | undefined
  /** The steps, or what makes them of the values that their texts and rules name. */
  steps: readonly Step[] | ((values: TemplateValues<Data>) => readonly Step[])
}

/** JSON Schema, draft 2020-12, as it is. */
export type JsonSchema = Readonly<Record<string, unknown>> & { readonly '~standard'?: never }

/**
 * A workflow whose triggers are typed, for `workflows.publish`, `workflows.trigger` and `inboxkit publish`. Plain data:
 * it can be kept as JSON.
 * @throws TypeError for a payload that cannot be said as JSON Schema
 */
export const defineWorkflow = <Data = unknown>({
  identifier,
  name = identifier,
  category,
  payload,
  steps,
}: WorkflowInput<Data>): WorkflowDefinition<Data> => ({
  identifier,
  name,
  ...(category == null ? {} : { category }),
  ...(payload == null ? {} : { payload: jsonSchemaOf(payload) }),
  steps: filledIn(typeof steps === 'function' ? steps(templateValues<Data>()) : steps),
})

/** The server holds what arrives against it, before a default is filled in: the schema's input is what counts. */
const jsonSchemaOf = (payload: PayloadSchema<unknown> | JsonSchema): Record<string, unknown> => {
  if (!('~standard' in payload)) return { ...payload }
  const { jsonSchema } = (payload as PayloadSchema<unknown>)['~standard']
  if (typeof jsonSchema?.input !== 'function')
    throw new TypeError(
      'payload must be JSON Schema, or a schema that can be said as one: zod from 4.2 on, or another with Standard JSON Schema',
    )
  try {
    // Only what travels: libraries hang functions on what they make.
    return JSON.parse(JSON.stringify(jsonSchema.input({ target: 'draft-2020-12' }))) as Record<
      string,
      unknown
    >
  } catch (cause) {
    throw new TypeError(`payload cannot be said as JSON Schema: ${(cause as Error).message}`, { cause })
  }
}
