import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page, RequestSummary, User } from '@inboxkit/protocol'
import { afterAll, beforeAll } from 'vitest'
import { call, type Headers } from '../kit/api.js'
import { type AsApp, type Inboxes, inboxesOf } from '../kit/inboxes.js'
import { run, type ServerProcess, startServer } from '../kit/server-process.js'

export interface WorldOptions {
  apiKey?: string
  apiSecret?: string
}

/** A server as the pages want it, and a folder to work in as a reader would: with a key pair, and our packages. */
export interface World extends Inboxes {
  readonly url: string
  readonly folder: string
  readonly apiKey: string
  readonly apiSecret: string
  /** What the examples read from their environment. */
  readonly env: Readonly<Record<string, string>>
  asApp: AsApp
  asUser<T>(identifier: string, method: string, path: string, body?: unknown): Promise<T>
  withToken<T>(token: string, method: string, path: string): Promise<T>
  profile(identifier: string): Promise<User['profile']>
  /** The request that was accepted last. */
  newestRequest(): Promise<RequestSummary>
}

const sprinklr = { SPRINKLR_TOKEN: 'token-of-the-shop', SPRINKLR_KEY: 'key-of-the-shop' }
const suprsend = {
  SUPRSEND_WORKSPACE_KEY: 'workspace-key',
  SUPRSEND_WORKSPACE_SECRET: 'workspace-secret',
  SUPRSEND_API_KEY: 'SS.bearer-key',
}
const packages = fileURLToPath(new URL('../node_modules', import.meta.url))

/** One server and one folder for the tests of a file, in the order in which the page has its examples. */
export const useWorld = ({
  apiKey = `key-${randomUUID()}`,
  apiSecret = `secret-${randomUUID()}`,
}: WorldOptions = {}): World => {
  let server: (ServerProcess & { url: string }) | undefined
  let folder = ''
  let signingKey = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inboxkit-docs-'))
    await run('keys', 'make', folder)
    signingKey = await readFile(join(folder, 'inboxkit-private.pem'), 'utf8')
    await symlink(packages, join(folder, 'node_modules'))
    server = await startServer({
      env: {
        INBOXKIT_API_KEY: apiKey,
        INBOXKIT_API_SECRET: apiSecret,
        INBOXKIT_SIGNING_PUBLIC_KEY: join(folder, 'inboxkit-public.pem'),
        ...sprinklr,
        ...suprsend,
      },
    })
  })
  afterAll(async () => {
    await server?.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  const ask = <T>(headers: Headers, method: string, path: string, body?: unknown): Promise<T> =>
    call(world.url, method, path, headers, body)
  const asApp: AsApp = (method, path, body) =>
    ask({ 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }, method, path, body)
  const world: World = {
    ...inboxesOf(asApp),
    get url() {
      return server?.url ?? ''
    },
    get folder() {
      return folder
    },
    get env() {
      return {
        INBOXKIT_URL: world.url,
        INBOXKIT_BASE_URL: world.url,
        INBOXKIT_API_KEY: apiKey,
        INBOXKIT_API_SECRET: apiSecret,
        ENGAGESPOT_PRIVATE_SIGNING_KEY: signingKey,
        ...sprinklr,
        ...suprsend,
      }
    },
    apiKey,
    apiSecret,
    asApp,
    asUser: (identifier, method, path, body) =>
      ask({ 'x-engagespot-api-key': apiKey, 'x-engagespot-user-id': identifier }, method, path, body),
    withToken: (token, method, path) => ask({ authorization: `Bearer ${token}` }, method, path),
    profile: async (identifier) => (await world.asApp<User>('GET', `/v3/users/${identifier}`)).profile,
    newestRequest: async () =>
      (await world.asApp<Page<RequestSummary>>('GET', '/v3/activity?limit=1')).data[0] as RequestSummary,
  }
  return world
}
