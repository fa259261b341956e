import { z } from 'zod'
import { type Kind, kinds, outsideChannels } from './kinds.js'
import type { OutsideChannel } from './types.js'

/** One provider as a configuration names it. */
export interface ProviderConfig {
  /** Such as `smtp`: docs/channels.md has all of them. */
  type: string
  /** Unique in its channel; its type when absent. */
  name?: string
  [setting: string]: unknown
}

/** By channel, in the order in which they are tried. */
export type ProvidersConfig = Partial<Readonly<Record<OutsideChannel, readonly ProviderConfig[]>>>

/** A provider whose settings are as its type takes them. */
export interface ReadProvider {
  channel: OutsideChannel
  name: string
  type: string
  kind: Kind
  settings: object
}

/** A setting that is not as it must be; `rule` is the end of the sentence that `path` begins. */
export class ConfigFault extends Error {
  readonly path: string
  readonly rule: string
  constructor(path: string, rule: string) {
    super(`"${path}" ${rule}`)
    this.name = 'ConfigFault'
    this.path = path
    this.rule = rule
  }
}

const providerName = /^[\w-]{1,64}$/
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listed = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ')

/** Checks every setting of every provider. @throws ConfigFault for the first that is wrong; never says a value */
export const readProviders = (config: unknown, path = 'providers'): ReadProvider[] => {
  if (!isObject(config)) throw new ConfigFault(path, 'must be an object with lists of providers by channel')
  return Object.entries(config).flatMap(([given, list]) => {
    const channel = outsideChannels.find((one) => one === given)
    if (!channel)
      throw new ConfigFault(`${path}.${given}`, `is no channel: there are ${outsideChannels.join(', ')}`)
    if (!Array.isArray(list)) throw new ConfigFault(`${path}.${channel}`, 'must be a list of providers')
    const read = list.map((one: unknown, place) => readOne(one, channel, `${path}.${channel}[${place}]`))
    for (const [place, { name }] of read.entries())
      if (read.findIndex((other) => other.name === name) < place)
        throw new ConfigFault(
          `${path}.${channel}[${place}].name`,
          'must be one that no other provider of its channel has',
        )
    return read
  })
}

const readOne = (given: unknown, channel: OutsideChannel, path: string): ReadProvider => {
  if (!isObject(given)) throw new ConfigFault(path, 'must be an object with a "type" and its settings')
  const { type, name = type, ...settings } = given
  const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (!kind?.channels.includes(channel))
    throw new ConfigFault(`${path}.type`, `must be one of ${listed(typesFor(channel))}`)
  if (typeof name !== 'string' || !providerName.test(name))
    throw new ConfigFault(`${path}.name`, 'must be 1 to 64 letters, digits, - or _')
  const { data, error } = kind.schema.safeParse(settings)
  if (error) throw faultOf(error, kind, String(type), path)
  return { channel, name, type: String(type), kind, settings: data }
}

const typesFor = (channel: OutsideChannel): string[] =>
  Object.entries(kinds).flatMap(([type, { channels }]) => (channels.includes(channel) ? [type] : []))

const faultOf = (error: z.ZodError, { schema }: Kind, type: string, path: string): ConfigFault => {
  const issue = error.issues[0]
  if (!issue) return new ConfigFault(path, 'must be as its type has it')
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const known = ['type', 'name', ...Object.keys(schema.shape)]
    return new ConfigFault(
      `${path}.${issue.keys[0] ?? ''}`,
      `is no setting of ${type}: there are ${known.join(', ')}`,
    )
  }
  const [setting] = issue.path
  const about = schema.shape[String(setting)]?.description
  return new ConfigFault(
    path + issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join(''),
    ruleOf(issue) + (about ? ` (${about.replace(/\.$/, '')})` : ''),
  )
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  object: 'an object',
  string: 'text',
}

/** What zod says, as the end of our sentence. */
const ruleOf = (issue: z.core.$ZodIssue): string => {
  if (issue.message.startsWith('must ')) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? `a ${issue.expected}`}`
    case 'too_small':
      return `must be at least ${issue.minimum}${issue.origin === 'string' ? ' characters long' : ''}`
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`
    case 'invalid_value':
      return `must be one of ${listed(issue.values.map(String))}`
    case 'invalid_format':
      return issue.format === 'url' ? 'must be an http:// or https:// address' : 'must be written otherwise'
    default:
      return 'must be something else'
  }
}
