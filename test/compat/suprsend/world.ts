import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Step, TemplateChannels, User } from '@inboxkit/protocol'
import suprsend from '@suprsend/node-sdk'
import { afterAll, beforeAll } from 'vitest'
import { call, Refused } from '../../kit/api.js'
import { type AsApp, type Inboxes, inboxesOf } from '../../kit/inboxes.js'
import { apiKey, apiSecret, run, type ServerProcess, startServer } from '../../kit/server-process.js'

export const { Suprsend, Workflow, WorkflowTriggerRequest } = suprsend

/** What the operator has set; the first app has a key and secret of its own beside. */
export const workspace = { key: 'workspace-key', secret: 'workspace-secret', apiKey: 'SS.bearer-key' }

export interface World extends Inboxes {
  readonly url: string
  /** The published client, with the workspace's key and secret unless others are given. */
  client(key?: string, secret?: string): InstanceType<typeof Suprsend>
  /** The app beside the first. */
  readonly other: { key: string; secret: string }
  asApp: AsApp
  publish(slug: string, channels: TemplateChannels, steps?: readonly Step[]): Promise<void>
  /** `null` = there is nobody of this name. */
  profile(identifier: string): Promise<User['profile'] | null>
  post(path: string, body: string, headers: Record<string, string>): Promise<Response>
}

/** One server for the tests of a file, started as an operator would, with a second app. */
export const useWorld = (): World => {
  let server: (ServerProcess & { url: string }) | undefined
  let folder = ''
  let other = { key: '', secret: '' }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inboxkit-suprsend-'))
    const dataDir = join(folder, 'data')
    const printed = await run('apps', 'create', 'Other', '--data', dataDir)
    const [, key = ''] = /API key +(\S+)/.exec(printed) ?? []
    const [, secret = ''] = /API secret +(\S+)/.exec(printed) ?? []
    other = { key, secret }
    server = await startServer({
      dataDir,
      env: {
        SUPRSEND_WORKSPACE_KEY: workspace.key,
        SUPRSEND_WORKSPACE_SECRET: workspace.secret,
        SUPRSEND_API_KEY: workspace.apiKey,
      },
    })
  })
  afterAll(async () => {
    await server?.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  const headers = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }
  const asApp: AsApp = (method, path, body) => call(world.url, method, path, headers, body)
  const world: World = {
    ...inboxesOf(asApp),
    get url() {
      return server?.url ?? ''
    },
    get other() {
      return other
    },
    client: (key = workspace.key, secret = workspace.secret) =>
      new Suprsend(key, secret, { base_url: world.url }),
    asApp,
    async publish(slug, channels, steps = [{ type: 'send', channel: 'inApp', template: slug }]) {
      await world.asApp('PUT', `/v3/templates/${slug}`, { name: slug, channels })
      await world.asApp('PUT', `/v3/workflows/${slug}`, { name: slug, steps })
    },
    async profile(identifier) {
      try {
        return (await world.asApp<User>('GET', `/v3/users/${encodeURIComponent(identifier)}`)).profile
      } catch (cause) {
        if (cause instanceof Refused && cause.status === 404) return null
        throw cause
      }
    },
    post: (path, body, given) =>
      fetch(world.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...given },
        body,
      }),
  }
  return world
}

/** What the client answers, which it types as another thing. */
export interface Answer {
  success: boolean
  status: string
  status_code: number
  message: string
}

export const answered = (answer: Promise<unknown>): Promise<Answer> => answer as Promise<Answer>

/** The client hands the body of an answer on as text. */
export const messageIdIn = ({ message }: Answer): string =>
  (JSON.parse(message) as { message_id: string }).message_id
