import { readFileSync } from 'node:fs'
import { type ConnectionOptions, checkServerIdentity } from 'node:tls'

/** How a PostgreSQL is reached, as `pg` takes it. */
export interface PgConnection {
  connectionString: string
  /** Absent = whatever the URL says itself. */
  ssl?: ConnectionOptions | false
}

/** As libpq has them, without those that fall back to no encryption; `no-verify` is another word for `require`. */
export const sslModes = ['disable', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const
type SslMode = (typeof sslModes)[number]

const isSslMode = (text: string): text is SslMode => (sslModes as readonly string[]).includes(text)

/** What `pg` would read in its own way, and let win over what is given beside the URL. */
const sslParameters = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']

const sslModeOf = (url: URL, hasCa: boolean): SslMode | undefined => {
  const given = url.searchParams.get('sslmode')
  if (given === null) return hasCa ? 'verify-full' : undefined
  if (!isSslMode(given)) throw new Error(`its sslmode must be one of ${sslModes.join(', ')}`)
  return given
}

/**
 * Reads `sslmode`, `sslrootcert`, `sslcert` and `sslkey` of a database URL as libpq means them. With a certificate
 * authority and no `sslmode`, the server must prove to be who it is called: `verify-full`. With `require` and a
 * certificate authority its certificate is checked, but not its name.
 * @param ca PEM, for URLs that name no `sslrootcert`
 * @throws Error in plain words for another `sslmode`, or a file that cannot be read
 */
export const connectionTo = (databaseUrl: string, ca?: string): PgConnection => {
  const url = new URL(databaseUrl)
  const rootCert = url.searchParams.get('sslrootcert')
  const mode = sslModeOf(url, ca !== undefined || rootCert !== null)
  if (mode === undefined) return { connectionString: databaseUrl }
  const read = (name: string): string | undefined => {
    const file = url.searchParams.get(name)
    return file === null || file === 'system' ? undefined : readPem(name, file)
  }
  const [authority, cert, key] = [read('sslrootcert') ?? ca, read('sslcert'), read('sslkey')]
  for (const name of sslParameters) url.searchParams.delete(name)
  if (mode === 'disable') return { connectionString: url.href, ssl: false }
  return {
    connectionString: url.href,
    ssl: {
      ...(authority === undefined ? {} : { ca: authority }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...checks(mode, authority !== undefined, url.hostname.replace(/^\[|\]$/g, '')),
    },
  }
}

const checks = (mode: SslMode, hasCa: boolean, host: string): ConnectionOptions => {
  // `pg` hands a socket over, and Node would compare an address with "localhost" then.
  if (mode === 'verify-full') return { checkServerIdentity: (_, cert) => checkServerIdentity(host, cert) }
  const isChecked = mode === 'verify-ca' || (mode === 'require' && hasCa)
  return isChecked ? { checkServerIdentity: () => undefined } : { rejectUnauthorized: false }
}

const readPem = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Error(`The file of ${name} in the database's URL cannot be read: ${file}`, { cause })
  }
}
