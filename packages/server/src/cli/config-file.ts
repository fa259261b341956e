import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { AllowPrivate } from '../outbound/guard.js'
import { Refusal } from './refusal.js'

export const usualConfigFile = 'inboxkit.config.json'

/** A config file's content: settings as text, and what only a file can say. */
export interface ConfigFile {
  name: string
  /** By setting, for all but secrets. */
  settings: Record<string, string>
  origins?: string[]
  limits?: { connectionsPerUser?: number; requestsAtOnce?: number; requestsPerUser?: number }
  outbound?: { allowPrivate?: AllowPrivate }
  /** As it stands there: secrets may be variables (cli/providers.ts). */
  providers?: unknown
}

/** What is more than text, a number or a switch. */
const sections = ['origins', 'limits', 'outbound', 'providers']

const isOrigin = (text: string): boolean =>
  text === '*' || (URL.canParse(text) && new URL(text).origin === text)

const origins = z.array(z.string().refine(isOrigin))
const originsRule = 'a list of origins such as "https://shop.test", without a path, or "*"'
const atMost = z.int().min(1).max(10_000).exactOptional()
const limits = z.strictObject({
  connectionsPerUser: atMost,
  requestsAtOnce: atMost,
  requestsPerUser: atMost,
})
const limitsRule =
  'an object; it may hold "connectionsPerUser", "requestsAtOnce" and "requestsPerUser", whole numbers from 1 to 10000'
const host = z.string().regex(/^(\[[\da-f:.]+\]|[\w.-]+|[\da-f:.]+)$/i)
const outbound = z.strictObject({ allowPrivate: z.union([z.boolean(), z.array(host)]).exactOptional() })
const outboundRule =
  'an object; it may hold "allowPrivate", a list of hosts such as "crm.internal" or "10.0.0.5", without a port, or ' +
  'true for all'
const scalar = z.union([z.string(), z.number(), z.boolean()])

/**
 * Reads the config file: the given one, or `inboxkit.config.json` in `cwd` if there is one.
 * @param known names of the settings that it may hold beside the sections, `origins` and the like
 * @throws Refusal
 */
export const readConfigFile = (
  given: string | undefined,
  cwd: string,
  known: readonly string[],
): ConfigFile | undefined => {
  const name = given ?? usualConfigFile
  const text = readText(resolve(cwd, name), given !== undefined)
  return text === undefined ? undefined : read(name, parse(name, text), known)
}

const readText = (file: string, isGiven: boolean): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (isMissing && !isGiven) return undefined
    throw new Refusal(`--config (INBOXKIT_CONFIG) must be a JSON file: ${file} cannot be read`, cause)
  }
}

const parse = (name: string, text: string): Record<string, unknown> => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new Refusal(`--config (INBOXKIT_CONFIG) must be a JSON file with one object: ${name} is not`, cause)
  }
}

const read = (name: string, content: Record<string, unknown>, known: readonly string[]): ConfigFile => {
  const { origins: _origins, limits: _limits, outbound: _outbound, providers, ...rest } = content
  return {
    name,
    settings: Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, textOf(name, key, value, known)]),
    ),
    ...section(name, content, 'origins', origins, originsRule),
    ...section(name, content, 'limits', limits, limitsRule),
    ...section(name, content, 'outbound', outbound, outboundRule),
    ...(providers === undefined ? {} : { providers }),
  }
}

const textOf = (name: string, key: string, value: unknown, known: readonly string[]): string => {
  if (!known.includes(key))
    throw new Refusal(`"${key}" in ${name} is no setting: there are ${[...sections, ...known].join(', ')}`)
  const { data, success } = scalar.safeParse(value)
  if (!success) throw new Refusal(`"${key}" in ${name} must be text, a number, true or false`)
  return String(data)
}

const section = <Key extends string, T>(
  name: string,
  content: Record<string, unknown>,
  key: Key,
  schema: z.ZodType<T>,
  rule: string,
): { [K in Key]?: T } => {
  if (content[key] === undefined) return {}
  const { data, success } = schema.safeParse(content[key])
  if (!success) throw new Refusal(`"${key}" in ${name} must be ${rule}`)
  return { [key]: data } as { [K in Key]?: T }
}
