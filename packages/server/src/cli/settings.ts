import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { encryptionKeyFrom, shortestPassphrase } from '../auth/encryption.js'
import { publicKeyRule, readPublicKeys } from '../auth/public-keys.js'
import { configSmtp } from '../channels/smtp/config.js'
import { isProxyNetwork } from '../http/caller-address.js'
import { type LogLevel, logLevels } from '../log.js'
import { type Role, roles } from '../options.js'
import { connectionTo } from '../storage/connection.js'
import { type OperationValues, operationSettings } from './operation-settings.js'

/** One thing that can be set: by flag, by environment variable, and unless it is secret in the config file. */
export interface Setting<T> {
  /** Secrets have none: a process list shows flags. */
  flag?: `--${string}`
  variable: string
  /** What a flag takes, for the help text. */
  takes?: string
  /** The flag alone means on; with `no-` before its name, off. */
  isSwitch?: true
  about: string
  /** The end of the sentence "it must be …". */
  allowed: string
  /** From the text of a flag or variable. A custom issue's message says what is wrong in particular. */
  schema: z.ZodType<T, string>
  /** Never repeated in a message. */
  isSecret?: true
}

/** Lets `read` make the value; what it throws is what is wrong with the text. */
const made = <T>(read: (text: string) => T): z.ZodType<T, string> =>
  z.string().transform((text, context) => {
    try {
      return read(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : '' })
      return z.NEVER
    }
  })

const path = (cwd: string): z.ZodType<string, string> =>
  z
    .string()
    .regex(/^[^\0]+$/)
    .transform((text) => resolve(cwd, text))

const onOff = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['on', 'true', '1', 'yes', 'off', 'false', '0', 'no']))
  .transform((text) => onWords.has(text))
const onWords: ReadonlySet<string> = new Set(['on', 'true', '1', 'yes'])

const postgresUrl = made((text) => {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) throw new Error()
  connectionTo(text)
  return text
})
const visibleText = (shortest: number, longest: number = 200): z.ZodType<string, string> =>
  z.string().regex(new RegExp(`^[\\x21-\\x7e]{${shortest},${longest}}$`))

/** Whether a provider's setting takes it. */
const takenBy = (setting: z.ZodType): z.ZodType<string, string> =>
  z.string().refine((text) => setting.safeParse(text).success)

/** Without a slash at its end, so that paths can be put behind it. */
const publicUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/]/i.test(text) && URL.canParse(text))
  .transform((text) => new URL(text))
  .refine(({ search, hash, username, password }) => `${search}${hash}${username}${password}` === '')
  .transform(({ href }) => href.replace(/\/+$/, ''))

const publicKey = (cwd: string): z.ZodType<string, string> =>
  made((given) => {
    // An environment file keeps a PEM text on one line.
    const text = given.includes('-----BEGIN') ? given.replaceAll('\\n', '\n') : readKeyFile(cwd, given)
    if (readPublicKeys(text).length > 1) throw new Error('it holds more than one key')
    return text
  })

const readKeyFile = (cwd: string, file: string): string => {
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (cause) {
    throw new Error('it is neither PEM text nor a file that can be read', { cause })
  }
}

const proxies = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((all) => all.every(isProxyNetwork))

const isCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).raw.length > 0
  } catch {
    return false
  }
}

const certificates = (cwd: string): z.ZodType<string, string> =>
  made((given) => {
    const text = given.includes('-----BEGIN') ? given.replaceAll('\\n', '\n') : readKeyFile(cwd, given)
    if (!isCertificate(text)) throw new Error('it holds no certificate')
    return text
  })

const encryptionKey = made((text) => {
  const key = encryptionKeyFrom(text)
  if (!key) throw new Error('it is shorter')
  return key
})

/** What each setting is once read. */
interface Values extends OperationValues {
  port: number
  host: string
  data: string
  databaseUrl: string
  directUrl: string
  databaseCa: string
  databasePool: number
  redisUrl: string
  role: Role
  apiKey: string
  apiSecret: string
  encryptionKey: Buffer
  signingPublicKey: string
  suprsendWorkspaceKey: string
  suprsendWorkspaceSecret: string
  suprsendApiKey: string
  sprinklrToken: string
  sprinklrKey: string
  publicUrl: string
  smtpUrl: string
  smtpFrom: string
  secureMode: boolean
  hmac: boolean
  demo: boolean
  rateLimit: boolean
  trustProxy: string[]
  logLevel: LogLevel
}

export type SettingName = keyof Values
export type Settings = { [Name in SettingName]: Setting<Values[Name]> }
/** What was set, and nothing else. */
export type Given = Partial<Values>

/** Everything that can be set. Relative paths start at `cwd`. */
export const settingsIn = (cwd: string): Settings => ({
  port: {
    flag: '--port',
    variable: 'PORT',
    takes: 'number',
    about: 'where to listen; 0 takes any free port (default 4400)',
    allowed: 'a whole number from 0 to 65535',
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
  },
  host: {
    flag: '--host',
    variable: 'HOST',
    takes: 'address',
    about: 'the address to listen on (default 127.0.0.1)',
    allowed: 'a host name or an IP address',
    schema: z.string().regex(/^[\w.:%-]+$/),
  },
  data: {
    flag: '--data',
    variable: 'INBOXKIT_DATA',
    takes: 'folder',
    about: 'the folder of the embedded database, or "memory" (default .inboxkit)',
    allowed: 'a folder, or "memory"',
    schema: z.union([z.literal('memory'), path(cwd)]),
  },
  databaseUrl: {
    flag: '--database-url',
    variable: 'DATABASE_URL',
    takes: 'url',
    about: 'a PostgreSQL to use in place of the embedded one',
    allowed: 'the URL of a PostgreSQL: postgres://user:password@host:5432/name',
    schema: postgresUrl,
    isSecret: true,
  },
  directUrl: {
    flag: '--direct-url',
    variable: 'INBOXKIT_DIRECT_URL',
    takes: 'url',
    about: 'the same PostgreSQL past its connection pooler, for LISTEN and locks',
    allowed: 'the URL of a PostgreSQL: postgres://user:password@host:5432/name',
    schema: postgresUrl,
    isSecret: true,
  },
  databaseCa: {
    flag: '--database-ca',
    variable: 'INBOXKIT_DATABASE_CA',
    takes: 'file',
    about: 'the certificate authority that the PostgreSQL must prove itself by',
    allowed: 'certificates in PEM, as text or as a file',
    schema: certificates(cwd),
  },
  databasePool: {
    flag: '--database-pool',
    variable: 'INBOXKIT_DATABASE_POOL',
    takes: 'number',
    about: 'most connections to the PostgreSQL, beside up to six for jobs and other processes (default 10)',
    allowed: 'a whole number from 2 to 500',
    schema: z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .refine((size) => size >= 2 && size <= 500),
  },
  redisUrl: {
    flag: '--redis-url',
    variable: 'REDIS_URL',
    takes: 'url',
    about: 'a Redis by which several processes on one PostgreSQL tell each other what is new',
    allowed: 'the URL of a Redis: redis://user:password@host:6379, or rediss:// with TLS',
    schema: z.string().refine((text) => /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text)),
    isSecret: true,
  },
  role: {
    flag: '--role',
    variable: 'INBOXKIT_ROLE',
    takes: 'role',
    about: 'what this process does: api (HTTP and sockets), worker (all the rest), or all (default)',
    allowed: `one of ${roles.join(', ')}`,
    schema: z.enum(roles),
  },
  apiKey: {
    variable: 'INBOXKIT_API_KEY',
    about: 'the API key of the first app (default: made on the first start)',
    allowed: '8 to 200 visible ASCII characters without spaces',
    schema: visibleText(8),
  },
  apiSecret: {
    variable: 'INBOXKIT_API_SECRET',
    about: 'its API secret (default: made on the first start and printed once)',
    allowed: '16 to 200 visible ASCII characters without spaces',
    schema: visibleText(16),
    isSecret: true,
  },
  encryptionKey: {
    variable: 'INBOXKIT_ENCRYPTION_KEY',
    about: 'seals secrets in the database (default: made in the data folder; required with --database-url)',
    allowed: `32 bytes as base64, or a passphrase of at least ${shortestPassphrase} characters`,
    schema: encryptionKey,
    isSecret: true,
  },
  signingPublicKey: {
    flag: '--signing-public-key',
    variable: 'INBOXKIT_SIGNING_PUBLIC_KEY',
    takes: 'file',
    about: 'a public key that user tokens are checked with; "inboxkit keys make" makes a pair',
    allowed: `${publicKeyRule}, as text or as a file`,
    schema: publicKey(cwd),
    isSecret: true,
  },
  suprsendWorkspaceKey: {
    variable: 'SUPRSEND_WORKSPACE_KEY',
    about: 'what SuprSend clients call the first app, beside its API key',
    allowed: '2 to 200 visible ASCII characters without spaces and colons',
    schema: visibleText(2).refine((key) => !key.includes(':')),
  },
  suprsendWorkspaceSecret: {
    variable: 'SUPRSEND_WORKSPACE_SECRET',
    about: 'what they sign with, beside its API secret',
    allowed: '8 to 200 visible ASCII characters without spaces',
    schema: visibleText(8),
    isSecret: true,
  },
  suprsendApiKey: {
    variable: 'SUPRSEND_API_KEY',
    about: 'what they may send as Authorization: Bearer (default: off)',
    allowed: '8 to 200 visible ASCII characters without spaces',
    schema: visibleText(8),
    isSecret: true,
  },
  sprinklrToken: {
    variable: 'SPRINKLR_TOKEN',
    about: 'what Sprinklr journey calls send as Authorization, for the first app (default: off)',
    allowed: '8 to 4096 visible ASCII characters without spaces',
    schema: visibleText(8, 4096),
    isSecret: true,
  },
  sprinklrKey: {
    variable: 'SPRINKLR_KEY',
    about: 'what they send as Key',
    allowed: '8 to 200 visible ASCII characters without spaces',
    schema: visibleText(8),
    isSecret: true,
  },
  publicUrl: {
    flag: '--public-url',
    variable: 'INBOXKIT_PUBLIC_URL',
    takes: 'url',
    about: 'where people reach this server, for links in messages',
    allowed: 'an http or https address such as https://inbox.example.com, without a query',
    schema: publicUrl,
  },
  smtpUrl: {
    variable: 'INBOXKIT_SMTP_URL',
    about: 'the mail server for e-mails; "providers" in the config file can say more (docs/channels.md)',
    allowed: 'the URL of a mail server: smtp://user:password@host:587 or smtps://user:password@host:465',
    schema: takenBy(configSmtp.shape.url),
    isSecret: true,
  },
  smtpFrom: {
    variable: 'INBOXKIT_SMTP_FROM',
    about: 'who its e-mails are from',
    allowed: 'an address, such as shop@example.com or "Shop <shop@example.com>"',
    schema: takenBy(configSmtp.shape.from),
  },
  secureMode: {
    flag: '--secure-mode',
    variable: 'INBOXKIT_SECURE_MODE',
    takes: 'on or off',
    isSwitch: true,
    about: 'take users by signed tokens only',
    allowed: 'on or off',
    schema: onOff,
  },
  hmac: {
    flag: '--hmac',
    variable: 'INBOXKIT_HMAC',
    takes: 'on or off',
    isSwitch: true,
    about: 'take users by key and id only with a signature',
    allowed: 'on or off',
    schema: onOff,
  },
  demo: {
    flag: '--demo',
    variable: 'INBOXKIT_DEMO',
    takes: 'on or off',
    isSwitch: true,
    about: 'make demo users, and print a command that notifies one of them',
    allowed: 'on or off',
    schema: onOff,
  },
  rateLimit: {
    flag: '--rate-limit',
    variable: 'INBOXKIT_RATE_LIMIT',
    takes: 'on or off',
    isSwitch: true,
    about: 'limit requests per key and user (default on)',
    allowed: 'on or off',
    schema: onOff,
  },
  trustProxy: {
    flag: '--trust-proxy',
    variable: 'INBOXKIT_TRUST_PROXY',
    takes: 'addresses',
    about: 'proxies that are believed when they say who calls, in X-Forwarded-For (default none)',
    allowed: 'addresses and networks with commas between them, such as 127.0.0.1,10.0.0.0/8',
    schema: proxies,
  },
  ...operationSettings,
  logLevel: {
    flag: '--log-level',
    variable: 'INBOXKIT_LOG_LEVEL',
    takes: 'level',
    about: `what to write on standard error: ${logLevels.join(', ')} (default warn)`,
    allowed: `one of ${logLevels.join(', ')}`,
    schema: z.enum(logLevels),
  },
})
