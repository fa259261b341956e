import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { eventually, freePort, programAt, startProgram, unprivileged } from './program.js'

export interface Pooler {
  readonly url: string
  stop(): Promise<void>
}

/** PgBouncer before a PostgreSQL, a session for each transaction. */
export const startPgbouncer = async (
  folder: string,
  postgresPort: number,
  poolSize = 10,
): Promise<Pooler> => {
  const own = join(folder, 'pgbouncer')
  const owner = unprivileged()
  await mkdir(own, { recursive: true })
  const port = await freePort()
  const config = join(own, 'pgbouncer.ini')
  const settings = [
    '[databases]',
    `postgres = host=127.0.0.1 port=${postgresPort} dbname=postgres user=inboxkit`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'max_client_conn = 500',
    `default_pool_size = ${poolSize}`,
  ]
  await writeFile(config, `${settings.join('\n')}\n`)
  if (owner.uid !== undefined && owner.gid !== undefined)
    for (const path of [own, config]) await chown(path, owner.uid, owner.gid)
  const program = startProgram(programAt('PGBOUNCER'), [config], { ...owner, cwd: own })
  const url = `postgres://inboxkit@127.0.0.1:${port}/postgres`
  await eventually('PgBouncer answers', async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('select 1')
    } finally {
      await client.end().catch(() => undefined)
    }
  })
  return { url, stop: () => program.end('SIGINT') }
}
