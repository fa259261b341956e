import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { asUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { spawnServer } from '../kit/server-process.js'
import { startPostgres } from './postgres.js'
import { unprivileged } from './program.js'

/** An authority, and the key and certificate of a server on this machine that it vouches for. */
const makeCertificates = (folder: string) => {
  const at = (name: string): string => join(folder, name)
  const openssl = (...words: string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
  }
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  for (const ca of ['ca', 'stranger'])
    openssl(
      'req',
      '-x509',
      ...ec,
      '-keyout',
      `${ca}.key`,
      '-out',
      `${ca}.pem`,
      '-subj',
      `/CN=${ca}`,
      '-days',
      '2',
    )
  openssl('req', ...ec, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=database')
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1')
  // biome-ignore format: pairs
  openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
    '-days', '2', '-extfile', 'names', '-out', 'server.pem')
  const { uid, gid } = unprivileged()
  chmodSync(at('server.key'), 0o600)
  if (uid !== undefined && gid !== undefined) chownSync(at('server.key'), uid, gid)
  return { ca: at('ca.pem'), stranger: at('stranger.pem'), cert: at('server.pem'), key: at('server.key') }
}

it('every connection to the PostgreSQL is encrypted, and its server proven, as its URL asks', () =>
  inTemporaryFolder(async (folder) => {
    const { ca, stranger, cert, key } = makeCertificates(folder)
    const postgres = await startPostgres(folder, { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key })
    const encryptionKey = randomBytes(32).toString('base64')
    const serve = (url: string, env: Record<string, string> = {}) =>
      spawnServer({ database: { url, encryptionKey }, env })
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    const connections = async (): Promise<{ name: string; ssl: boolean }[]> =>
      (
        await client.query<{ name: string; ssl: boolean }>(
          `select distinct application_name as name, ssl from pg_stat_ssl join pg_stat_activity using (pid)
          where application_name like 'inboxkit%' order by 1, 2`,
        )
      ).rows
    const encrypted = ['inboxkit', 'inboxkit engine', 'inboxkit line'].map((name) => ({ name, ssl: true }))

    for (const [url, env] of [
      [`${postgres.url}?sslmode=require`, {}],
      [`${postgres.url}?sslmode=verify-full&sslrootcert=${ca}`, {}],
      [postgres.url, { INBOXKIT_DATABASE_CA: ca }],
    ] as const) {
      const server = serve(url, env)
      await asUser(await server.ready, 'ann').connect()
      expect(await connections()).toEqual(encrypted)
      await server.stop()
    }

    const byName = postgres.url.replace('127.0.0.1', 'localhost')
    for (const [url, env] of [
      [`${postgres.url}?sslmode=verify-ca`, { INBOXKIT_DATABASE_CA: stranger }],
      // The certificate is for an address, not for this name.
      [byName, { INBOXKIT_DATABASE_CA: ca }],
    ] as const) {
      const server = serve(url, env)
      await expect(server.ready).rejects.toThrow()
      expect(server.output()).toMatch(/^inboxkit: [^\n]+\n$/)
      expect((await server.ended).code).toBe(1)
    }
    await client.end()
    await postgres.stop()
  }))
