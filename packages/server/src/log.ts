import { type Level, type Logger, pino } from 'pino'
import { errorFacts } from './logging/error-facts.js'
import { createScrubber } from './logging/scrub.js'

/** What the parts of the server write to. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = Level | 'silent'

/** Headers that prove who is calling. */
const secretHeaders = [
  'authorization',
  'authentication',
  'cookie',
  'x-engagespot-api-secret',
  'x-engagespot-secret-key',
  'x-engagespot-user-signature',
]

const secretFields = [
  'apiSecret',
  'secret',
  'token',
  'userToken',
  'userSignature',
  'signature',
  'encryptionKey',
]

const redacted = [
  ...secretHeaders.flatMap((name) => [`headers["${name}"]`, `req.headers["${name}"]`]),
  ...secretFields.flatMap((name) => [name, `*.${name}`]),
  'databaseUrl',
  'directUrl',
]

/** A query may carry a signature, and an identifier of a person: the path says enough. */
const withoutQuery = (url: unknown): string | undefined =>
  typeof url === 'string' ? url.split('?', 1)[0] : undefined

interface Requested {
  method?: string
  url?: string
  ip?: string
}

/**
 * The server's log: one JSON object per line on standard error, so that standard output stays for what was asked for.
 * Silent unless a level is given. Fields that hold secrets are left out by name, and every line is gone through once
 * more for whatever looks like one, or is known to be: errors of others may repeat anything.
 * @param secrets what this server was given
 */
export const createLog = (
  level: LogLevel = 'silent',
  destination: { write(line: string): void } = process.stderr,
  secrets: readonly string[] = [],
): Logger => {
  const scrub = createScrubber(secrets)
  return pino(
    {
      level,
      base: null,
      redact: { paths: redacted, censor: '[secret]' },
      serializers: {
        err: errorFacts,
        req: ({ method, url, ip }: Requested) => ({ method, path: withoutQuery(url), ip }),
      },
    },
    { write: (line: string) => destination.write(scrub(line)) },
  )
}
