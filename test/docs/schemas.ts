import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { World } from './world.js'

interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}

interface Operation {
  responses: Record<string, { content?: Record<string, unknown> }>
}

/** What a server declares in its `/openapi.json`. */
export interface Declared {
  /** What is wrong with an answer of a route, by the schema of its 2xx; empty = nothing. @throws Error for no such route */
  faultsOf(method: string, path: string, answer: unknown): string[]
}

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')

/** Whether a path with values in it is one of a declared path with names in braces. */
const fits = (declared: string, path: string): boolean => {
  const [wanted, given] = [declared.split('/'), path.split('?')[0]?.split('/') ?? []]
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => part === given[at] || (part.startsWith('{') && given[at] !== ''))
  )
}

export const readDeclared = async ({ url }: World): Promise<Declared> => {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema(document, 'openapi')
  const validators = new Map<string, ValidateFunction>()

  const referenceTo = (method: string, path: string): string => {
    const candidates = Object.keys(document.paths).filter((one) => fits(one, path))
    // A path without names in braces goes first, as in the server's router.
    const found =
      candidates.find((one) => one === path) ?? candidates.find((one) => document.paths[one]?.[method])
    const responses = found === undefined ? undefined : document.paths[found]?.[method]?.responses
    const status = Object.keys(responses ?? {}).find((one) => one.startsWith('2'))
    if (found === undefined || status === undefined) throw new Error(`/openapi.json has no ${method} ${path}`)
    const [type = ''] = Object.keys(responses?.[status]?.content ?? {})
    return `openapi#/paths/${escaped(found)}/${method}/responses/${status}/content/${escaped(type)}/schema`
  }

  return {
    faultsOf(method, path, answer) {
      const reference = referenceTo(method.toLowerCase(), path)
      const validate = validators.get(reference) ?? ajv.compile({ $ref: reference })
      validators.set(reference, validate)
      validate(answer)
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
    },
  }
}
