import type { Logger } from 'pino'
import { createLog } from '../log.js'
import type { ServerOptions } from '../options.js'

type LogOptions = Partial<ServerOptions>

/** Settings of providers that say who they are to the outside, and open nothing. */
const openSettings: ReadonlySet<string> = new Set([
  'type',
  'name',
  'from',
  'replyTo',
  'host',
  'port',
  'subject',
])

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => (openSettings.has(name) ? [] : textsIn(one)))
}

/** The password of an address; the address itself says where a server is. */
const passwordsIn = (text: string): string[] => {
  const password = URL.canParse(text) ? new URL(text).password : ''
  return password === '' ? [] : [password, decodeURIComponent(password)]
}

const isAddress = (text: string): boolean => URL.canParse(text) && new URL(text).password !== ''

/** Everything that a server was given that nobody is to read. */
export const secretsOf = (options: LogOptions): string[] => {
  const { apiSecret, encryptionKey, suprsend, sprinklr, providers, databaseUrl, directUrl, redisUrl } =
    options
  const given = [
    ...textsIn(providers),
    ...[databaseUrl, directUrl, redisUrl].filter((url) => url !== undefined),
  ]
  return [
    ...[apiSecret, suprsend?.workspaceSecret, suprsend?.apiKey, sprinklr?.token, sprinklr?.key].filter(
      (secret) => secret !== undefined,
    ),
    ...(encryptionKey ? [encryptionKey.toString('base64'), encryptionKey.toString('hex')] : []),
    ...given.flatMap((text) => (isAddress(text) ? passwordsIn(text) : [])),
    ...textsIn(providers).filter((text) => !isAddress(text)),
  ]
}

/** The log of a server, which knows what it must never say. */
export const openLog = (options: LogOptions): Logger => {
  const { logLevel, writeLog } = options
  return createLog(logLevel, writeLog ? { write: writeLog } : process.stderr, secretsOf(options))
}
