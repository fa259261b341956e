import { Problem } from '@inboxkit/protocol'
import { SealBroken } from '../auth/encryption.js'
import type { ServerOptions } from '../options.js'
import { Failure, Refusal } from './refusal.js'

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')

/** What the network and PostgreSQL say when a database is not there, or not for us. */
const databaseCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  '28000',
  '28P01',
  '3D000',
  '42501',
  '53300',
  '57P03',
])

/** Errors of ours: their stack is what helps. */
const isMistake = (error: Error): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError

/** The innermost of errors that only wrap others: Node gathers those of several addresses. */
const innermost = (error: unknown): unknown =>
  error instanceof AggregateError && error.errors.length > 0 ? innermost(error.errors[0]) : error

/** Of the process: 2 when the command could not be carried out as it was given, 1 when it failed. */
export const exitCodeOf = (error: unknown): number => (error instanceof Refusal ? 2 : 1)

/** Why a command failed, for the person at the terminal: one line, unless it is a mistake of ours. */
export const explain = (
  thrown: unknown,
  { port, host, databaseUrl }: Pick<ServerOptions, 'port' | 'host' | 'databaseUrl'>,
): string => {
  const error = innermost(thrown)
  if (!(error instanceof Error)) return String(error)
  if (error instanceof Refusal || error instanceof Failure) return error.message
  if (isMistake(error)) return error.stack ?? error.message
  if (error instanceof SealBroken) return explainSeal(databaseUrl)
  const code = codeOf(error)
  const isListening = 'syscall' in error && error.syscall === 'listen'
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use by another program. Choose one with --port (PORT); 0 takes any free one`
  if (code === 'EACCES' && isListening)
    return `Port ${port} is not for this user. Choose one from 1024 up with --port (PORT)`
  if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && 'hostname' in error && error.hostname === host))
    return `--host (HOST) must be an address of this machine, not "${host}"`
  if (databaseUrl !== undefined && (databaseCodes.has(code) || isStorageProblem(error)))
    return `The database of --database-url (DATABASE_URL) cannot be used: ${error.message}`
  return `${error.message || code || error.name}${reasonOf(error)}`
}

/** What was behind an error that says in plain words what did not work: a full disk, a damaged file. */
const reasonOf = ({ cause }: Error): string =>
  cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : ''

const isStorageProblem = (error: Error): boolean =>
  error instanceof Problem && error.code === 'storage_unavailable'

const explainSeal = (databaseUrl: string | undefined): string =>
  databaseUrl === undefined
    ? 'The file encryption-key in the data folder is not the one that this database was made with: put it back from a backup'
    : 'INBOXKIT_ENCRYPTION_KEY must be the key that this database was made with, and it is another'
