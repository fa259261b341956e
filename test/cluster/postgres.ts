import { execFileSync } from 'node:child_process'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { eventually, freePort, type Program, programAt, startProgram, unprivileged } from './program.js'

/** A PostgreSQL of the cluster's own: it may be killed and paused. */
export interface Postgres {
  readonly url: string
  readonly port: number
  /** kill -9 of it and all its sessions. */
  kill(): Promise<void>
  pause(): void
  resume(): void
  /** Again after a kill, on what is on disk; resolves once it answers. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** @param settings more lines of its configuration */
export const startPostgres = async (
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Postgres> => {
  const bin = programAt('POSTGRES_BIN')
  const own = join(folder, 'postgres')
  const owner = unprivileged()
  await mkdir(own, { recursive: true })
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(folder, owner.uid, owner.gid)
    await chown(own, owner.uid, owner.gid)
  }
  const data = join(own, 'data')
  // biome-ignore format: pairs
  execFileSync(join(bin, 'initdb'),
    ['-D', data, '-U', 'inboxkit', '-A', 'trust', '-E', 'UTF8', '--locale', 'C', '--no-sync'],
    { ...owner, cwd: own, stdio: 'ignore' })
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', max_connections: '200', shared_buffers: '128MB', ...settings }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const url = `postgres://inboxkit@127.0.0.1:${port}/postgres`
  let program: Program | undefined
  const answers = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('select 1')
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const start = async (): Promise<void> => {
    program = startProgram(join(bin, 'postgres'), ['-D', data, '-k', own, '-p', String(port), ...args], {
      ...owner,
      cwd: own,
    })
    await eventually('PostgreSQL answers', answers)
  }
  await start()
  return {
    url,
    port,
    start,
    kill: async () => program?.kill(),
    pause: () => program?.pause(),
    resume: () => program?.resume(),
    // At once: nobody asks again what is in it.
    stop: async () => program?.end('SIGQUIT'),
  }
}
