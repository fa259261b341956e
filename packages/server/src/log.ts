import { type Level, type Logger, pino } from 'pino'

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
 * Without secrets, and silent unless a level is given.
 */
export const createLog = (
  level: LogLevel = 'silent',
  destination: { write(line: string): void } = process.stderr,
): Logger =>
  pino(
    {
      level,
      base: null,
      redact: { paths: redacted, censor: '[secret]' },
      serializers: {
        err: pino.stdSerializers.err,
        req: ({ method, url, ip }: Requested) => ({ method, path: withoutQuery(url), ip }),
      },
    },
    destination,
  )
