import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server } from '@inboxkit/server'
import { apiKey, apiSecret, run } from '../kit/server-process.js'
import { type AppKeys, signingPublicKey } from './callers.js'

export interface FuzzedServer {
  inject: Server['inject']
  apps: readonly [AppKeys, AppKeys]
  /** Where its embedded database is, to be looked into once it is closed. */
  folder: string
  close(): Promise<void>
  remove(): Promise<void>
}

/** A server in this process with two apps, on an embedded database. */
export const openFuzzedServer = async (): Promise<FuzzedServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-fuzz-'))
  const open = (): Promise<Server> =>
    createServer({
      port: 0,
      host: '127.0.0.1',
      dataDir: folder,
      apiKey,
      apiSecret,
      signingPublicKey,
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: false,
      logLevel: 'error',
      publicDir: join(folder, 'nothing'),
    })
  await (await open()).close()
  const made = await run('apps', 'create', 'Other', '--data', folder)
  const valueOf = (name: string): string => new RegExp(`${name} +(\\S+)`).exec(made)?.[1] ?? ''
  const server = await open()
  return {
    inject: server.inject,
    apps: [
      { apiKey, apiSecret },
      { apiKey: valueOf('API key'), apiSecret: valueOf('API secret') },
    ],
    folder,
    close: () => server.close(),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
