import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Document, JsonSchema, Operation } from './document.js'
import type { Written } from './write.js'

export interface Answered {
  status: number
  headers: Record<string, unknown>
  body: string
}

const formats = {
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
}

/** Holds answers against the document that the server gave of itself. */
export const createChecks = ({ components }: Document) => {
  const ajv = new Ajv2020({ strict: false, allErrors: false, formats, validateFormats: true })
  ajv.addSchema({ components }, 'document')
  const compiled = new Map<JsonSchema, ValidateFunction>()
  const validatorOf = (schema: JsonSchema): ValidateFunction => {
    const made =
      compiled.get(schema) ??
      ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')))
    compiled.set(schema, made)
    return made
  }
  const problem = { $ref: '#/components/schemas/Problem' }
  const misfit = (schema: JsonSchema, value: unknown): string[] => {
    const validate = validatorOf(schema)
    return validate(value) ? [] : [ajv.errorsText(validate.errors)]
  }

  const refusal = ({ status, headers }: Answered, body: unknown): string[] => {
    const faults = misfit(problem, body)
    if (faults.length > 0) return faults.map((fault) => `a refusal of another shape: ${fault}`)
    const { statusCode, requestId } = body as { statusCode: number; requestId?: string }
    if (statusCode !== status) return [`says ${statusCode} in the body`]
    return requestId === headers['x-request-id'] ? [] : ['another request id in the body than in the header']
  }

  /** What is wrong with an answer, in words. Without an operation anything goes but a mistake of the server. */
  return (written: Written, answered: Answered, operation: Operation | undefined): string[] => {
    const { status, headers, body } = answered
    if (written.method === 'HEAD') return status >= 500 ? [`a ${status}`] : []
    if (written.method === 'OPTIONS' && status === 204) return []
    if (status >= 500) return [`a ${status}`]
    if (!String(headers['content-type']).startsWith('application/json'))
      return [`a body that is ${String(headers['content-type'])}`]
    let parsed: unknown
    try {
      parsed = JSON.parse(body)
    } catch {
      return ['a body that is not JSON']
    }
    if (operation && !operation.answers.has(status)) return [`a ${status} that the reference does not know`]
    if (status >= 400) return refusal(answered, parsed)
    const schema = operation?.answers.get(status)
    return schema ? misfit(schema, parsed) : []
  }
}
