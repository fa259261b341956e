import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { createDatabase } from '../concurrency/database.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { type ServerOptions, startServer } from '../kit/server-process.js'
import { type Inspection, inspect, inspectCopy, inspectPostgres } from './inspection.js'

export type Database = 'PGlite' | 'PostgreSQL'

/** PostgreSQL is there where `DATABASE_URL` is. */
export const databases: Database[] =
  process.env['DATABASE_URL'] === undefined ? ['PGlite'] : ['PGlite', 'PostgreSQL']

/** The servers on one database: one on an embedded one, two on PostgreSQL. */
export interface Fleet {
  /** One that is up, each in its turn. While none is, it is waited for. */
  current(): Promise<string>
  /** kill -9 of one, each in its turn; looks at what it left, and starts the next in its place. */
  kill(): Promise<void>
  /** What there was when they died. */
  deaths(): Promise<Inspection[]>
  /** Ends them all. @returns what there is afterwards */
  stop(): Promise<Inspection>
}

interface Storage {
  servers: number
  options: ServerOptions
  atDeath(): Promise<Inspection>
  /** Jobs that died with their worker are given back, which takes some seconds where others may hold them. */
  releaseJobs(): Promise<void>
  atRest(): Promise<Inspection>
}

const onPglite = <T>(folder: string, work: (storage: Storage) => Promise<T>): Promise<T> => {
  const dataDir = join(folder, 'data')
  return work({
    servers: 1,
    options: { dataDir },
    atDeath: () => inspectCopy(dataDir),
    releaseJobs: () => Promise.resolve(),
    atRest: () => inspect(dataDir),
  })
}

const onPostgres = async <T>(work: (storage: Storage) => Promise<T>): Promise<T> => {
  const { url, client, close } = await createDatabase()
  const look = (): Promise<Inspection> => inspectPostgres(client)
  try {
    const encryptionKey = randomBytes(32).toString('base64')
    return await work({
      servers: 2,
      options: { database: { url, encryptionKey } },
      atDeath: look,
      releaseJobs: () =>
        vi.waitFor(async () => expect((await look()).activeJobs).toBe(0), { timeout: 60_000, interval: 250 }),
      atRest: look,
    })
  } finally {
    await close()
  }
}

/** Servers with a configuration, for the length of `work`. */
export const withFleet = (
  database: Database,
  config: object,
  work: (fleet: Fleet) => Promise<void>,
): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'inboxkit.config.json')
    await writeFile(file, JSON.stringify(config))
    const onStorage = async (storage: Storage): Promise<void> => {
      const { fleet, end } = await openFleet(storage, ['--config', file])
      try {
        await work(fleet)
      } finally {
        await end()
      }
    }
    await (database === 'PGlite' ? onPglite(folder, onStorage) : onPostgres(onStorage))
  })

type Running = Awaited<ReturnType<typeof startServer>>

const openFleet = async (
  storage: Storage,
  args: string[],
): Promise<{ fleet: Fleet; end: () => Promise<unknown> }> => {
  const start = (): Promise<Running> => startServer({ ...storage.options, args })
  const up: Running[] = [await start()]
  while (up.length < storage.servers) up.push(await start())
  const deaths: Promise<Inspection>[] = []
  let waiting: (() => void)[] = []
  let turn = 0

  const fleet: Fleet = {
    async current() {
      while (up.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      return up[turn++ % up.length]?.url ?? ''
    },
    async kill() {
      const oldest = up.shift()
      await oldest?.kill()
      deaths.push(storage.atDeath())
      up.push(await start())
      for (const tell of waiting) tell()
      waiting = []
    },
    deaths: () => Promise.all(deaths),
    async stop() {
      await storage.releaseJobs()
      await Promise.all(up.map((server) => server.stop()))
      return storage.atRest()
    },
  }
  return { fleet, end: () => Promise.all(up.map((server) => server.kill())) }
}
