import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { EngagespotClient as Original } from '@engagespot/node'
import { Inboxkit } from '@inboxkit/node'
import { EngagespotClient as Ours } from '@inboxkit/node/engagespot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiKey, apiSecret } from '../kit/server-process.js'
import { useServer } from './server.js'

interface Asked {
  method: string
  path: string
  query: Record<string, string>
  key: string | string[] | undefined
  secret: string | string[] | undefined
  body: unknown
}

/** Notes down what it is asked, with identifiers as the server will read them. */
const asked: Asked[] = []
const receiver = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += chunk))
  request.on('end', () => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://receiver')
    asked.push({
      method: request.method ?? '',
      path: decodeURIComponent(pathname),
      query: Object.fromEntries(searchParams),
      key: request.headers['x-engagespot-api-key'],
      secret: request.headers['x-engagespot-api-secret'],
      body: text === '' ? undefined : JSON.parse(text),
    })
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"answered":true}')
  })
})
beforeAll(() => new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  receiver.close()
  receiver.closeAllConnections()
})

type Client = ReturnType<typeof Original> | ReturnType<typeof Ours>
const full = {
  notification: {
    title: 'Order',
    message: 'Shipped',
    url: 'https://shop.test',
    icon: '/i.png',
    data: { n: 1 },
    category: 'orders',
  },
  sendTo: { recipients: ['ann', { identifier: 'bob', plan: 'pro' }], topics: ['news'] },
  override: { channels: ['inApp' as const], channel: { email: { replyTo: 'shop@shop.test' } } },
  data: { attachments: [{ name: 'a.txt', contentType: 'text/plain', content: 'aGk=' }], extra: true },
  sendAt: '2030-01-02T03:04:05.000Z',
}
/** Each call, and where ours goes to another address than the original's. */
const calls: [name: string, call: (client: Client) => Promise<unknown>, address?: Partial<Asked>][] = [
  ['send', (client) => client.send(full)],
  [
    'send to a workflow',
    (client) =>
      client.send({
        notification: { workflow: { identifier: 'w', cancellationKey: 'k' } },
        sendTo: { recipients: ['ann'] },
      }),
  ],
  ['send to recipients', (client) => client.send({ notification: { templateId: 7 }, recipients: ['ann'] })],
  ['createOrUpdateUser', (client) => client.createOrUpdateUser('ann@shop.test', { email: 'ann@shop.test' })],
  ['createOrUpdateUser without a profile', (client) => client.createOrUpdateUser('a b')],
  ['createOrUpdateUser, encoded', (client) => client.createOrUpdateUser(encodeURIComponent('a/b?c'))],
  ['users.createOrUpdateUser', (client) => client.users.createOrUpdateUser('ann', { plan: 'pro' })],
  // The original forgets the slash.
  ['users.delete', (client) => client.users.delete('ann'), { path: '/v3/users/ann' }],
  ['createCategory', (client) => client.createCategory('orders', 'Orders'), { path: '/v3/categories' }],
  ['deleteCategory', (client) => client.deleteCategory(3), { path: '/v3/categories/3' }],
  ['inAppInbox.fetch', (client) => client.inAppInbox.fetch('ann')],
  ['inAppInbox.fetch of a page', (client) => client.inAppInbox.fetch('ann@shop.test', 2, 10)],
  ['inAppInbox.markNotificationAsRead', (client) => client.inAppInbox.markNotificationAsRead('5')],
  ['inAppInbox.markNotificationAsUnseen', (client) => client.inAppInbox.markNotificationAsUnseen('5')],
  ['inAppInbox.markNotificationAsUnRead', (client) => client.inAppInbox.markNotificationAsUnRead('5')],
  ['inAppInbox.deleteNotification', (client) => client.inAppInbox.deleteNotification('5')],
  ['topics.create', (client) => client.topics.create('Product  News')],
  ['topics.create with an identifier', (client) => client.topics.create('News', 'n')],
  ['topics.update', (client) => client.topics.update(7, 'Old')],
  ['topics.delete', (client) => client.topics.delete(7)],
  [
    'topics.subscribeUser',
    (client) => client.topics.subscribeUser(7, [{ identifier: 'ann', channels: ['email'] }]),
  ],
  ['topics.unsubscribeUser', (client) => client.topics.unsubscribeUser(7, ['ann'])],
  ['topics.updateChannel', (client) => client.topics.updateChannel('ann', 7, ['email'])],
  ['topics.listSubscriptionsOfUser', (client) => client.topics.listSubscriptionsOfUser('ann')],
  [
    'workflows.cancelRun',
    (client) => client.workflows.cancelRun('w', { cancellationKey: 'k', cancelFor: { recipients: ['ann'] } }),
  ],
]

describe('the migration module', () => {
  it.each(calls)(
    'asks what the original asks, and answers what it answers: %s',
    async (_name, call, address) => {
      const options = {
        baseUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v3`,
        apiKey: 'key',
        apiSecret: 'secret',
      }
      asked.length = 0
      const [theirs, ours] = [await call(Original(options)), await call(Ours(options))]
      expect(asked).toHaveLength(2)
      expect(asked[1]).toEqual({ ...asked[0], ...address })
      // Either the data, or a response that has it.
      if ((theirs as { data?: unknown }).data === undefined) expect(ours).toEqual(theirs)
      else expect(ours).toMatchObject({ data: { answered: true }, status: 202 })
    },
  )

  it('has every method of the original', () => {
    const options = { baseUrl: 'https://a.test', apiKey: 'key', apiSecret: 'secret' }
    const [theirs, ours] = [Original(options), Ours(options)]
    const missing = Object.entries(theirs).flatMap(([group, methods]) =>
      typeof methods === 'object' && methods !== null && !('defaults' in methods)
        ? Object.keys(methods)
            .filter((method) => typeof Reflect.get(Reflect.get(ours, group) ?? {}, method) !== 'function')
            .map((method) => `${group}.${method}`)
        : [],
    )
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(theirs)).filter(
      (name) => name !== 'handleAxiosError' && typeof Reflect.get(ours, name) !== 'function',
    )
    expect([...missing, ...own]).toEqual([])
  })
})

describe('the samples of Engagespot’s documentation', () => {
  const { url } = useServer()
  const kit = (): Inboxkit => new Inboxkit({ baseUrl: url(), apiKey, apiSecret })

  /** Runs a file of `samples` as anybody would, with the address in the environment. */
  const run = (file: string): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, [fileURLToPath(new URL(`samples/${file}`, import.meta.url))], {
      env: {
        PATH: process.env['PATH'],
        INBOXKIT_BASE_URL: url(),
        ENGAGESPOT_API_KEY: apiKey,
        ENGAGESPOT_API_SECRET: apiSecret,
      },
    })

  it('run with their import line and the address changed, whether they import or require', async () => {
    await kit().workflows.publish({
      identifier: 'sampleWorkflow',
      name: 'Sample',
      steps: [{ type: 'send', channel: 'inApp', template: { title: 'To {{recipient.email}}' } }],
    })
    const outputs = [await run('users.mjs'), await run('workflow.cjs'), await run('inline.cjs')]
    expect(outputs).toEqual(outputs.map(() => ({ stdout: '', stderr: '' })))
    expect((await kit().users.get('sample-user')).profile).toEqual({
      email: 'sample@shop.test',
      phoneNumber: '+16020000000',
    })
    for (const [identifier, title] of [
      ['sample-user', 'To sample@shop.test'],
      ['johndoe001', 'To johndoe001@gmail.com'],
    ] as const)
      await expect
        .poll(async () => (await kit().inbox.list(identifier)).data.map((item) => item.title))
        .toEqual([title])
  })
})
