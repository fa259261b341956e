import type { ProvidersConfig } from './channels/read-config.js'
import type { LogLevel } from './log.js'
import type { AllowPrivate } from './outbound/guard.js'
import type { MetricsAddress } from './telemetry/listen.js'

/** SuprSend's keys, where they were set. They are for the app that the server starts with. */
export interface SuprsendKeys {
  workspaceKey?: string
  workspaceSecret?: string
  /** For `Authorization: Bearer`, which is off without it. */
  apiKey?: string
}

/** What calls of Sprinklr's journey API prove themselves with. They are for the app that the server starts with. */
export interface SprinklrKeys {
  /** For the header `Authorization`. */
  token: string
  /** For the header `Key`. */
  key: string
}

/** What a process does: `api` answers HTTP and sockets, `worker` does what is to be done, `all` does both. */
export const roles = ['all', 'api', 'worker'] as const
export type Role = (typeof roles)[number]

/** Everything that decides how a server runs; `cli/config.ts` makes it of flags, environment and file. */
export interface ServerOptions {
  /** 0 = any free port. */
  port: number
  host: string
  /** A folder for the embedded database, or `memory`. Not used with `databaseUrl`. */
  dataDir: string
  databaseUrl?: string
  /** Past a connection pooler, for LISTEN and locks. */
  directUrl?: string
  /** PEM: the certificate authority that the database proves itself by. Absent = the URL's own, or the system's. */
  databaseCa?: string
  /** Most connections to the database at a time, beside those of the engine and the line to other nodes; 10 when absent. */
  databasePool?: number
  /** What nodes on one PostgreSQL tell each other by; absent = by PostgreSQL. */
  redisUrl?: string
  /** Absent = `all`. Only with `databaseUrl`. */
  role?: Role
  /** Absent = made on the first start. */
  apiKey?: string
  apiSecret?: string
  /** Absent = the data folder's own; required with `databaseUrl`. */
  encryptionKey?: Buffer
  /** PEM, added to the first app's keys. */
  signingPublicKey?: string
  /** What SuprSend's clients prove themselves with, beside every app's own key and secret. */
  suprsend?: SuprsendKeys
  /** Absent = that door answers 401. */
  sprinklr?: SprinklrKeys
  secureMode: boolean
  hmac: boolean
  /** Demo users and the demo's back end. */
  demo: boolean
  rateLimit: boolean
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; absent = nobody's. */
  trustProxy?: readonly string[]
  /** Origins whose pages may call; absent = pages on this machine. */
  origins?: readonly string[]
  limits?: {
    /** Sockets that one user may hold at a time; 100 when absent. */
    connectionsPerUser?: number
    /** Requests that are worked on at a time before more are refused with 429; 2,000 when absent. */
    requestsAtOnce?: number
    /** Requests of one user, or of one address without a user, in 10 seconds; 1,000 when absent. */
    requestsPerUser?: number
  }
  /** Who carries each channel, in the order in which they are tried; a channel without one is written to the log. */
  providers?: ProvidersConfig
  /** Takes the lines that channels without a provider write; standard output when absent. */
  writeLine?: (line: string) => void
  /** Calls to other servers reach the public internet only, and the hosts that are allowed here. */
  outbound?: { allowPrivate?: AllowPrivate }
  /** Where people reach this server, for links in messages; without a slash at its end. Absent = no such links. */
  publicUrl?: string
  /** For tests: answers must be as declared. */
  checkAnswers?: boolean
  /** Built files to serve; absent = those of the package. */
  publicDir?: string
  logLevel?: LogLevel
  /** Takes the log's lines; standard error when absent. */
  writeLog?: (line: string) => void
  /** How long what became of requests is kept once it is over; 30 when absent. */
  retentionDays?: number
  /** How long notifications stay; absent = for ever. */
  notificationDays?: number
  /** Where Prometheus reads; `true` = only by `metrics()` of the server. Absent = nothing is counted. */
  metrics?: MetricsAddress | true
}
