import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../packages/server/dist/storage/migrate.js'
import { openDb } from '../../packages/server/dist/storage/open.js'
import { providePostgres } from '../../scripts/setup/postgres.mjs'

/**
 * @typedef {import('../../packages/server/dist/storage/db.js').Db} Db
 * @typedef {{ dataDir: string, databaseUrl?: string }} Location what `openDb` and `createServer` take
 * @typedef {object} Database
 * @property {'PGlite' | 'PostgreSQL'} name
 * @property {<T>(work: (location: Location) => Promise<T>) => Promise<T>} use gives a fresh database, then removes it
 * @property {() => Promise<void>} stop
 */

/** @type {Database} */
const pglite = {
  name: 'PGlite',
  async use(work) {
    const dataDir = await mkdtemp(join(tmpdir(), 'inboxkit-bench-'))
    try {
      return await work({ dataDir })
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
  stop: async () => {},
}

/** @param {{ url: string, stop: () => Promise<void> }} server @returns {Database} */
const postgres = ({ url, stop }) => ({
  name: 'PostgreSQL',
  async use(work) {
    const name = `inboxkit_bench_${randomUUID().replaceAll('-', '')}`
    await onServer(url, `create database ${name}`)
    const databaseUrl = new URL(url)
    databaseUrl.pathname = `/${name}`
    try {
      return await work({ dataDir: 'memory', databaseUrl: databaseUrl.href })
    } finally {
      await onServer(url, `drop database ${name} with (force)`)
    }
  },
  stop,
})

/** @param {string} connectionString @param {string} statement */
const onServer = async (connectionString, statement) => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/**
 * PGlite, and PostgreSQL at `DATABASE_URL` or else one of our own for as long as the run takes.
 * @param {string | undefined} only `pglite` or `postgres`
 * @returns {Promise<Database[]>}
 */
export const findDatabases = async (only) => {
  /** @type {Database[]} */
  const databases = []
  if (only !== 'postgres') databases.push(pglite)
  if (only === 'pglite') return databases
  const url = process.env['DATABASE_URL']
  const server = url ? { url, stop: async () => {} } : await providePostgres()
  if (server) databases.push(postgres(server))
  else console.log('PostgreSQL is left out: there is none on this machine, and DATABASE_URL is not set.')
  return databases
}

/**
 * A fresh database with our schema.
 * @template T
 * @param {Database} database
 * @param {(db: Db) => Promise<T>} work
 */
export const withDb = (database, work) =>
  database.use(async (location) => {
    const db = await openDb({ ...location, poolSize: 10 })
    try {
      await migrate(db)
      return await work(db)
    } finally {
      await db.close()
    }
  })
