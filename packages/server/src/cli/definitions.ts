import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure, Refusal } from './refusal.js'

/** What a file says a workflow is. Whether the server takes it is the server's to say. */
export interface Definition {
  identifier: string
  steps: readonly unknown[]
  [field: string]: unknown
}

/** What `import(…)` gives. Tests bring their own. */
export type Load = (url: string) => Promise<Readonly<Record<string, unknown>>>

const rule = 'a workflow definition: an object with an identifier and steps'
const modules: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'])

const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'object' &&
  value !== null &&
  'identifier' in value &&
  typeof value.identifier === 'string' &&
  value.identifier !== '' &&
  'steps' in value &&
  Array.isArray(value.steps)

/**
 * The workflow definitions in a file: one or an array of them as JSON, or what a module exports, as default or by name.
 * @throws Refusal for a file that cannot be read, Failure that names the place in it
 */
export const readDefinitions = async (file: string, load: Load): Promise<Definition[]> => {
  const extension = extname(file)
  const found =
    extension === '.json'
      ? listed(await readJson(file), file)
      : modules.has(extension)
        ? exported(await importModule(file, load), file)
        : refuseFile(file)
  const identifiers = found.map(({ identifier }) => identifier)
  const twice = identifiers.find((identifier, at) => identifiers.indexOf(identifier) < at)
  if (twice !== undefined) throw new Failure(`${file} must define each workflow once: ${twice} stands twice`)
  return found
}

const refuseFile = (file: string): never => {
  throw new Refusal(`"publish" takes a .json, .js, .mjs, .cjs or TypeScript file: ${file} is none`)
}

const readJson = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Refusal(`"publish" takes a file that can be read: ${file} cannot`, cause)
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure(`${file} must be JSON: ${(cause as Error).message}`, cause)
  }
}

const importModule = async (file: string, load: Load): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return await load(pathToFileURL(file).href)
  } catch (cause) {
    const { code, message } = cause as Error & { code?: unknown }
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
      throw new Failure(
        `${file} is TypeScript, which Node ${process.version} does not import: use Node 22.18 or newer, or name the .js that it becomes`,
        cause,
      )
    throw new Failure(`${file} cannot be imported: ${message}`, cause)
  }
}

/** @param name of the value, in messages */
const listed = (value: unknown, name: string): Definition[] => {
  if (isDefinition(value)) return [value]
  if (!Array.isArray(value) || value.length === 0)
    throw new Failure(`${name} must have ${rule}, or an array of them`)
  return value.map((one: unknown, at) => {
    if (!isDefinition(one)) throw new Failure(`${name}[${at}] must be ${rule}`)
    return one
  })
}

const exported = (
  { default: first, ...named }: Readonly<Record<string, unknown>>,
  file: string,
): Definition[] => {
  // What `require` understands comes as default: its named exports once more.
  const { 'module.exports': _, ...others } = named
  const byName = Object.values(others).filter(isDefinition)
  const isCommon =
    typeof first === 'object' && first !== null && !isDefinition(first) && !Array.isArray(first)
  const byDefault = first === undefined || isCommon ? [] : listed(first, `The default export of ${file}`)
  const inside = isCommon ? Object.values(first).filter(isDefinition) : []
  const all = [...new Set([...byDefault, ...byName, ...inside])]
  if (all.length === 0)
    throw new Failure(`${file} must export ${rule}, as default (one, or an array of them) or by name`)
  return all
}
