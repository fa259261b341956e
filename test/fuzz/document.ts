/** The parts of an OpenAPI document that the fuzzing reads. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  format?: string
}

interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query'
  required: boolean
  schema: JsonSchema
}

interface Body {
  required: boolean
  content: { 'application/json': { schema: JsonSchema } }
}

interface DocumentedOperation {
  operationId: string
  security: Record<string, unknown>[]
  parameters: Parameter[]
  requestBody?: Body
  responses: Record<string, { content?: { 'application/json': { schema: JsonSchema } } }>
}

export interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>
  components: { schemas: Record<string, JsonSchema> }
}

export interface Operation {
  /** `PUT /v3/users/{identifier}` */
  name: string
  method: string
  path: string
  /** Who may call: the app with its secret, or a user. Neither = anybody. */
  as: { app: boolean; user: boolean }
  parameters: readonly Parameter[]
  body: { required: boolean; schema: JsonSchema } | undefined
  /** Schemas of the answers; refusals refer to a component and have none here. */
  answers: ReadonlyMap<number, JsonSchema | undefined>
}

export const operationsOf = ({ paths }: Document): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, parameters, requestBody, responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      as: {
        app: security.some((way) => 'apiSecret' in way),
        user: security.some((way) => 'userToken' in way),
      },
      parameters: parameters.filter(({ $ref }) => $ref === undefined),
      body: requestBody && {
        required: requestBody.required,
        schema: requestBody.content['application/json'].schema,
      },
      answers: new Map(
        Object.entries(responses).map(([status, { content }]) => [
          Number(status),
          content?.['application/json'].schema,
        ]),
      ),
    })),
  )

const segmentsOf = (path: string): string[] => path.replace(/\/+$/, '').split('/')

/** The operation that an address means, whatever was meant to be asked; `undefined` = none that is documented. */
export const findOperation = (
  operations: readonly Operation[],
  { method, url }: { method: string; url: string },
): Operation | undefined => {
  if (!URL.canParse(url, 'http://x')) return undefined
  const asked = segmentsOf(new URL(url, 'http://x').pathname)
  const fits = ({ path }: Operation): boolean => {
    const own = segmentsOf(path)
    return (
      own.length === asked.length &&
      own.every((segment, at) => (segment.startsWith('{') ? asked[at] !== '' : segment === asked[at]))
    )
  }
  // A fixed word is meant before a parameter is.
  const holes = ({ path }: Operation): number => path.split('{').length
  return operations
    .filter((operation) => operation.method === method && fits(operation))
    .sort((a, b) => holes(a) - holes(b))[0]
}
