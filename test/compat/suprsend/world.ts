import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedPage, Notification, RequestAnswer, Step, TemplateChannels, User } from '@inboxkit/protocol'
import suprsend from '@suprsend/node-sdk'
import { afterAll, beforeAll, expect } from 'vitest'
import { call, Refused } from '../../kit/api.js'
import { apiKey, apiSecret, run, type ServerProcess, startServer } from '../../kit/server-process.js'

export const { Suprsend, Workflow, WorkflowTriggerRequest } = suprsend

/** What the operator has set; the first app has a key and secret of its own beside. */
export const workspace = { key: 'workspace-key', secret: 'workspace-secret', apiKey: 'SS.bearer-key' }

export interface World {
  readonly url: string
  /** The published client, with the workspace's key and secret unless others are given. */
  client(key?: string, secret?: string): InstanceType<typeof Suprsend>
  /** The app beside the first. */
  readonly other: { key: string; secret: string }
  /** Our own API, to see what the vendor's client has done. */
  asApp<T>(method: string, path: string, body?: unknown): Promise<T>
  publish(slug: string, channels: TemplateChannels, steps?: readonly Step[]): Promise<void>
  /** Titles in somebody's inbox, newest first. */
  titles(identifier: string): Promise<string[]>
  /** The newest item of somebody's inbox, once there is this many. */
  newest(identifier: string, count?: number): Promise<Notification>
  /** `null` = there is nobody of this name. */
  profile(identifier: string): Promise<User['profile'] | null>
  /** What became of a message, once nothing is left to do at once. */
  settled(messageId: string): Promise<RequestAnswer>
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
  const inbox = (identifier: string): Promise<FeedPage> =>
    world.asApp(
      'GET',
      `/v3/notifications?${new URLSearchParams({ userIdentifier: identifier, limit: '100' })}`,
    )
  const world: World = {
    get url() {
      return server?.url ?? ''
    },
    get other() {
      return other
    },
    client: (key = workspace.key, secret = workspace.secret) =>
      new Suprsend(key, secret, { base_url: world.url }),
    asApp: (method, path, body) => call(world.url, method, path, headers, body),
    async publish(slug, channels, steps = [{ type: 'send', channel: 'inApp', template: slug }]) {
      await world.asApp('PUT', `/v3/templates/${slug}`, { name: slug, channels })
      await world.asApp('PUT', `/v3/workflows/${slug}`, { name: slug, steps })
    },
    titles: async (identifier) => (await inbox(identifier)).data.map(({ title }) => title),
    async newest(identifier, count = 1) {
      await expect.poll(async () => (await inbox(identifier)).data.length).toBe(count)
      return (await inbox(identifier)).data[0] as Notification
    },
    async profile(identifier) {
      try {
        return (await world.asApp<User>('GET', `/v3/users/${encodeURIComponent(identifier)}`)).profile
      } catch (cause) {
        if (cause instanceof Refused && cause.status === 404) return null
        throw cause
      }
    },
    async settled(messageId) {
      const read = (): Promise<RequestAnswer> => world.asApp('GET', `/v3/requests/${messageId}`)
      await expect.poll(async () => (await read()).state).toMatch(/^(waiting|done|cancelled|scheduled)$/)
      return read()
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
