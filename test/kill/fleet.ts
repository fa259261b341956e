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
  /**
   * kill -9 of one, each in its turn, and starts the next in its place.
   * @param server the number of the one that is meant
   */
  kill(server?: number): Promise<void>
  /** The same of the one whose turn it is. @returns what it left */
  killAndLook(): Promise<Inspection>
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

/** Servers, each with a configuration by its number, from 0 in the order of their starts; for the length of `work`. */
export const withFleet = (
  database: Database,
  configOf: (server: number) => object,
  work: (fleet: Fleet) => Promise<void>,
): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const onStorage = async (storage: Storage): Promise<void> => {
      const { fleet, end } = await openFleet(storage, async (server) => {
        const file = join(folder, `${server}.config.json`)
        await writeFile(file, JSON.stringify(configOf(server)))
        return startServer({ ...storage.options, args: ['--config', file] })
      })
      try {
        await work(fleet)
      } finally {
        await end()
      }
    }
    await (database === 'PGlite' ? onPglite(folder, onStorage) : onPostgres(onStorage))
  })

type Running = Awaited<ReturnType<typeof startServer>> & { number: number }

const openFleet = async (
  storage: Storage,
  startWith: (server: number) => ReturnType<typeof startServer>,
): Promise<{ fleet: Fleet; end: () => Promise<unknown> }> => {
  let starts = 0
  const start = async (): Promise<Running> => {
    const number = starts++
    return { ...(await startWith(number)), number }
  }
  const up: Running[] = [await start()]
  while (up.length < storage.servers) up.push(await start())
  let waiting: (() => void)[] = []
  let turn = 0

  const replace = async <Found>(server: number | undefined, look: () => Found): Promise<Awaited<Found>> => {
    const [victim] = up.splice(server === undefined ? 0 : up.findIndex(({ number }) => number === server), 1)
    await victim?.kill()
    const found = look()
    up.push(await start())
    for (const tell of waiting) tell()
    waiting = []
    return await found
  }

  const fleet: Fleet = {
    async current() {
      while (up.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
      return up[turn++ % up.length]?.url ?? ''
    },
    kill: (server) => replace(server, () => undefined),
    killAndLook: () => replace(undefined, storage.atDeath),
    async stop() {
      await storage.releaseJobs()
      await Promise.all(up.map((server) => server.stop()))
      return storage.atRest()
    },
  }
  return { fleet, end: () => Promise.all(up.map((server) => server.kill())) }
}
