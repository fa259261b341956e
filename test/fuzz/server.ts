import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createServer, type Server, type ServerOptions } from '@inboxkit/server'
import type { Asked } from '../concurrency/audit.js'
import { createDatabase } from '../concurrency/database.js'
import { apiKey, apiSecret, runWith } from '../kit/server-process.js'
import { type AppKeys, signingPublicKey } from './callers.js'
import { encryptionKey } from './links.js'

export interface FuzzedServer extends Pick<Server, 'inject' | 'metrics'> {
  /** Listens for sockets as well. @returns its port */
  listen(): Promise<number>
  apps: readonly [AppKeys, AppKeys]
  /** Closes it, and lets what it left behind be asked. */
  closeAndAsk<Found>(ask: (database: Asked) => Promise<Found>): Promise<Found>
  /** Nothing of it stays. */
  remove(): Promise<void>
}

interface Storage {
  options: Pick<ServerOptions, 'dataDir' | 'databaseUrl' | 'encryptionKey'>
  /** How a command of `inboxkit` finds it. */
  words: readonly string[]
  env: Record<string, string>
  ask: FuzzedServer['closeAndAsk']
  remove(): Promise<void>
}

const keyInEnvironment = { INBOXKIT_ENCRYPTION_KEY: encryptionKey.toString('base64') }

const onPglite = async (): Promise<Storage> => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-fuzz-'))
  return {
    options: { dataDir: folder, encryptionKey },
    words: ['--data', folder],
    env: keyInEnvironment,
    async ask(ask) {
      const database = await PGlite.create({ dataDir: join(folder, 'database', 'files') })
      try {
        return await ask(database)
      } finally {
        await database.close()
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

const onPostgres = async (): Promise<Storage> => {
  const { url, client, close } = await createDatabase()
  return {
    options: { dataDir: 'memory', databaseUrl: url, encryptionKey },
    words: ['--database-url', url],
    env: keyInEnvironment,
    ask: (ask) => ask(client),
    remove: close,
  }
}

/** A server in this process with two apps. On PostgreSQL it has many connections, so that requests really meet. */
export const openFuzzedServer = async (database: 'PGlite' | 'PostgreSQL'): Promise<FuzzedServer> => {
  const { options, words, env, ask, remove } = await (database === 'PGlite' ? onPglite() : onPostgres())
  const open = (): Promise<Server> =>
    createServer({
      ...options,
      port: 0,
      host: '127.0.0.1',
      apiKey,
      apiSecret,
      signingPublicKey,
      secureMode: false,
      hmac: false,
      demo: false,
      // Every user is reached by it, and none is: private addresses are refused before a connection is made.
      providers: {
        webhook: [{ type: 'webhook', url: 'http://127.0.0.1/messages', secret: 'sixteen letters…' }],
      },
      writeLine: () => {},
      rateLimit: false,
      metrics: true,
      logLevel: 'error',
      publicDir: join(tmpdir(), 'inboxkit-has-no-files'),
    })
  await (await open()).close()
  const made = await runWith(env, 'apps', 'create', 'Other', ...words)
  const valueOf = (name: string): string => new RegExp(`${name} +(\\S+)`).exec(made)?.[1] ?? ''
  const server = await open()
  return {
    inject: server.inject,
    metrics: server.metrics,
    listen: async () => Number(new URL((await server.listen()).url).port),
    apps: [
      { apiKey, apiSecret },
      { apiKey: valueOf('API key'), apiSecret: valueOf('API secret') },
    ],
    async closeAndAsk(question) {
      await server.close()
      return ask(question)
    },
    remove,
  }
}
