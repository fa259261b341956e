import { Problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { Inboxkit } from './inboxkit.js'
import type { InboxkitOptions } from './options.js'
import { openReceiver } from './testing/receiver.js'

const open = (baseUrl: string, options: Partial<InboxkitOptions> = {}): Inboxkit =>
  new Inboxkit({ baseUrl, apiKey: 'key', apiSecret: 'secret', ...options })

const content = { notification: { title: 'Shipped' }, sendTo: { recipients: ['ann'] } }
const steps = [{ type: 'send', channel: 'inApp', template: 'hello' }] as const
const workflow = { identifier: 'wel/come', name: 'Welcome', steps }
const template = { name: 'Hello', channels: { inApp: { title: 'Hello {{recipient.firstName}}' } } }
const quiet = { schedule: { fri: [{ from: '22:00', to: '07:00' }] } }
const page = { limit: 50, cursor: 'c1' }
const paged = { query: { limit: '50', cursor: 'c1' } }

type Case = [name: string, call: (kit: Inboxkit) => Promise<unknown>, asked: object]
const cases: Case[] = [
  ['send', (kit) => kit.send(content), { method: 'POST', path: '/v3/notifications', body: content }],
  [
    'send at an instant',
    (kit) => kit.send({ ...content, sendAt: new Date('2030-01-02T03:04:05Z') }),
    { body: { ...content, sendAt: '2030-01-02T03:04:05.000Z' } },
  ],
  [
    'users.createOrUpdate',
    (kit) => kit.users.createOrUpdate('ann@shop.test', { plan: 'pro' }),
    { method: 'PUT', path: '/v3/users/ann%40shop.test', body: { plan: 'pro' } },
  ],
  [
    'users.createOrUpdate without a profile',
    (kit) => kit.users.createOrUpdate('ann'),
    { method: 'PUT', path: '/v3/users/ann', body: {} },
  ],
  [
    'users.create',
    (kit) => kit.users.create({ identifier: 'ann', profile: { plan: 'pro' } }),
    { method: 'POST', path: '/v3/users', body: { identifier: 'ann', profile: { plan: 'pro' } } },
  ],
  [
    'users.get',
    (kit) => kit.users.get('a/b ?#ü%41'),
    { method: 'GET', path: '/v3/users/a%2Fb%20%3F%23%C3%BC%2541' },
  ],
  ['users.list', (kit) => kit.users.list(page), { method: 'GET', path: '/v3/users', ...paged }],
  ['users.remove', (kit) => kit.users.remove('ann'), { method: 'DELETE', path: '/v3/users/ann' }],
  [
    'users.getPreferences',
    (kit) => kit.users.getPreferences('ann'),
    { method: 'GET', path: '/v3/users/ann/preferences' },
  ],
  [
    'users.updatePreferences',
    (kit) =>
      kit.users.updatePreferences('ann', [
        { categoryId: 3, channels: [{ channel: 'email', enabled: false }] },
      ]),
    {
      method: 'PATCH',
      path: '/v3/users/ann/preferences',
      body: { preference: [{ categoryId: 3, channels: [{ channel: 'email', enabled: false }] }] },
    },
  ],
  [
    'users.getChannelPreferences',
    (kit) => kit.users.getChannelPreferences('a/b'),
    { method: 'GET', path: '/v3/users/a%2Fb/preferences/channels' },
  ],
  [
    'users.updateChannelPreferences',
    (kit) => kit.users.updateChannelPreferences('ann', [{ channel: 'sms', enabled: false }]),
    {
      method: 'PATCH',
      path: '/v3/users/ann/preferences/channels',
      body: { channels: [{ channel: 'sms', enabled: false }] },
    },
  ],
  [
    'users.getQuietHours',
    (kit) => kit.users.getQuietHours('ann'),
    { method: 'GET', path: '/v3/users/ann/preferences/quiet-hours' },
  ],
  [
    'users.setQuietHours',
    (kit) => kit.users.setQuietHours('ann', quiet),
    { method: 'PUT', path: '/v3/users/ann/preferences/quiet-hours', body: quiet },
  ],
  [
    'users.getAddresses',
    (kit) => kit.users.getAddresses('ann', 'sms'),
    { method: 'GET', path: '/v3/users/ann/channels/sms' },
  ],
  [
    'users.setAddresses',
    (kit) => kit.users.setAddresses('ann', 'email', [{ email: 'ann@home.test' }]),
    {
      method: 'PUT',
      path: '/v3/users/ann/channels/email',
      body: { addresses: [{ email: 'ann@home.test' }] },
    },
  ],
  [
    'users.bulk',
    (kit) => kit.users.bulk([{ identifier: 'ann' }, { identifier: 'bob' }]),
    {
      method: 'POST',
      path: '/v3/users/bulk',
      body: { users: [{ identifier: 'ann' }, { identifier: 'bob' }] },
    },
  ],
  [
    'inbox.list',
    (kit) => kit.inbox.list('ann', { ...page, filter: 'unread', category: 'orders' }),
    {
      method: 'GET',
      path: '/v3/notifications',
      query: { userIdentifier: 'ann', filter: 'unread', category: 'orders', ...paged.query },
    },
  ],
  ['inbox.get', (kit) => kit.inbox.get(5), { method: 'GET', path: '/v3/notifications/5' }],
  ['inbox.markRead', (kit) => kit.inbox.markRead(5), { method: 'POST', path: '/v3/notifications/5/click' }],
  [
    'inbox.markUnread',
    (kit) => kit.inbox.markUnread(5),
    { method: 'DELETE', path: '/v3/notifications/5/reads' },
  ],
  ['inbox.markSeen', (kit) => kit.inbox.markSeen(5), { method: 'POST', path: '/v3/notifications/5/views' }],
  [
    'inbox.markUnseen',
    (kit) => kit.inbox.markUnseen(5),
    { method: 'DELETE', path: '/v3/notifications/5/views' },
  ],
  [
    'inbox.setState',
    (kit) => kit.inbox.setState(5, 'accepted'),
    { method: 'PUT', path: '/v3/notifications/5/state', body: { state: 'accepted' } },
  ],
  [
    'inbox.answer',
    (kit) => kit.inbox.answer(5, { block: 'yes', value: null }),
    {
      method: 'PUT',
      path: '/v3/notifications/5/state',
      body: { answer: { block: 'yes', value: null } },
    },
  ],
  ['inbox.remove', (kit) => kit.inbox.remove(5), { method: 'DELETE', path: '/v3/notifications/5' }],
  ['inbox.restore', (kit) => kit.inbox.restore(5), { method: 'POST', path: '/v3/notifications/5/restore' }],
  ['categories.list', (kit) => kit.categories.list(), { method: 'GET', path: '/v3/categories' }],
  [
    'categories.create',
    (kit) => kit.categories.create({ identifier: 'orders', name: 'Orders', description: 'What you bought' }),
    {
      method: 'POST',
      path: '/v3/categories',
      body: { identifier: 'orders', name: 'Orders', description: 'What you bought' },
    },
  ],
  [
    'categories.update',
    (kit) => kit.categories.update(3, { name: 'Purchases' }),
    { method: 'PATCH', path: '/v3/categories/3', body: { name: 'Purchases' } },
  ],
  ['categories.remove', (kit) => kit.categories.remove(3), { method: 'DELETE', path: '/v3/categories/3' }],
  [
    'topics.create',
    (kit) => kit.topics.create({ name: 'News' }),
    { method: 'POST', path: '/v3/topics', body: { name: 'News' } },
  ],
  ['topics.list', (kit) => kit.topics.list(page), { method: 'GET', path: '/v3/topics', ...paged }],
  ['topics.get', (kit) => kit.topics.get('a/b'), { method: 'GET', path: '/v3/topics/a%2Fb' }],
  [
    'topics.update',
    (kit) => kit.topics.update(7, { name: 'Old news' }),
    { method: 'PATCH', path: '/v3/topics/7', body: { name: 'Old news' } },
  ],
  ['topics.remove', (kit) => kit.topics.remove(7), { method: 'DELETE', path: '/v3/topics/7' }],
  [
    'topics.addUsers',
    (kit) => kit.topics.addUsers(7, ['ann', { identifier: 'bob', channels: ['inApp'] }]),
    {
      method: 'POST',
      path: '/v3/topics/7/users',
      body: { users: [{ identifier: 'ann' }, { identifier: 'bob', channels: ['inApp'] }] },
    },
  ],
  [
    'topics.removeUsers',
    (kit) => kit.topics.removeUsers(7, ['ann']),
    { method: 'POST', path: '/v3/topics/7/detachUsers', body: { users: ['ann'] } },
  ],
  [
    'topics.setChannels',
    (kit) => kit.topics.setChannels(7, 'ann@shop.test', null),
    { method: 'PUT', path: '/v3/topics/7/users/ann%40shop.test', body: { channels: null } },
  ],
  [
    'topics.listUsers',
    (kit) => kit.topics.listUsers(7, page),
    { method: 'GET', path: '/v3/topics/7/users', ...paged },
  ],
  [
    'topics.listSubscriptions',
    (kit) => kit.topics.listSubscriptions('a b'),
    { method: 'GET', path: '/v3/topics/subscriptions/a%20b' },
  ],
  [
    'templates.publish',
    (kit) => kit.templates.publish('hello', template),
    { method: 'PUT', path: '/v3/templates/hello', body: template },
  ],
  ['templates.get', (kit) => kit.templates.get('hello'), { method: 'GET', path: '/v3/templates/hello' }],
  ['templates.list', (kit) => kit.templates.list(page), { method: 'GET', path: '/v3/templates', ...paged }],
  [
    'templates.listVersions',
    (kit) => kit.templates.listVersions('hello', page),
    { method: 'GET', path: '/v3/templates/hello/versions', ...paged },
  ],
  [
    'templates.preview',
    (kit) => kit.templates.preview('hello', { version: 2, recipient: 'ann', data: { id: 1 } }),
    {
      method: 'POST',
      path: '/v3/templates/hello/preview',
      body: { version: 2, recipient: 'ann', data: { id: 1 } },
    },
  ],
  [
    'templates.preview of nobody',
    (kit) => kit.templates.preview('hello'),
    { method: 'POST', path: '/v3/templates/hello/preview', body: {} },
  ],
  [
    'templates.previewUnsaved',
    (kit) => kit.templates.previewUnsaved(template, { channels: ['inApp'] }),
    { method: 'POST', path: '/v3/templates/preview', body: { template, channels: ['inApp'] } },
  ],
  [
    'templates.remove',
    (kit) => kit.templates.remove('hello'),
    { method: 'DELETE', path: '/v3/templates/hello' },
  ],
  [
    'workflows.publish',
    (kit) => kit.workflows.publish(workflow),
    { method: 'PUT', path: '/v3/workflows/wel%2Fcome', body: workflow },
  ],
  ['workflows.get', (kit) => kit.workflows.get('welcome'), { method: 'GET', path: '/v3/workflows/welcome' }],
  ['workflows.list', (kit) => kit.workflows.list(page), { method: 'GET', path: '/v3/workflows', ...paged }],
  [
    'workflows.listVersions',
    (kit) => kit.workflows.listVersions('welcome', page),
    { method: 'GET', path: '/v3/workflows/welcome/versions', ...paged },
  ],
  [
    'workflows.remove',
    (kit) => kit.workflows.remove('welcome'),
    { method: 'DELETE', path: '/v3/workflows/welcome' },
  ],
  [
    'workflows.trigger',
    (kit) =>
      kit.workflows.trigger('welcome', {
        recipients: ['ann', { identifier: 'bob', plan: 'pro' }],
        topics: ['news'],
        data: { n: 1 },
        cancellationKey: 'order-7',
        category: 'orders',
        sendAt: '2030-01-02T03:04:05Z',
      }),
    {
      method: 'POST',
      path: '/v3/notifications',
      body: {
        notification: { workflow: { identifier: 'welcome', cancellationKey: 'order-7' } },
        sendTo: { recipients: ['ann', { identifier: 'bob', plan: 'pro' }], topics: ['news'] },
        data: { n: 1 },
        category: 'orders',
        sendAt: '2030-01-02T03:04:05Z',
      },
    },
  ],
  [
    'workflows.trigger for everyone',
    (kit) => kit.workflows.trigger('welcome', { everyone: true }),
    { body: { notification: { workflow: { identifier: 'welcome' } }, sendTo: { everyone: true } } },
  ],
  [
    'workflows.cancel',
    (kit) => kit.workflows.cancel('welcome', { cancellationKey: 'order-7' }),
    { method: 'PATCH', path: '/v3/workflows/welcome/cancel-run', body: { cancellationKey: 'order-7' } },
  ],
  [
    'workflows.cancel for some',
    (kit) => kit.workflows.cancel('welcome', { cancellationKey: 'order-7', recipients: ['ann'] }),
    { body: { cancellationKey: 'order-7', cancelFor: { recipients: ['ann'] } } },
  ],
  [
    'events.send',
    (kit) => kit.events.send({ event: 'order.paid', recipient: 'ann' }),
    { method: 'POST', path: '/v3/events', body: { event: 'order.paid', recipient: 'ann' } },
  ],
  [
    'requests.get',
    (kit) => kit.requests.get('r-1', page),
    { method: 'GET', path: '/v3/requests/r-1', ...paged },
  ],
  ['activity.list', (kit) => kit.activity.list(page), { method: 'GET', path: '/v3/activity', ...paged }],
  [
    'activity.listForUser',
    (kit) => kit.activity.listForUser('ann', page),
    { method: 'GET', path: '/v3/activity', query: { userIdentifier: 'ann', ...paged.query } },
  ],
  [
    'deliveries.list',
    (kit) => kit.deliveries.list({ ...page, state: 'failed', channel: 'sms', recipient: 'ann' }),
    {
      method: 'GET',
      path: '/v3/deliveries',
      query: { state: 'failed', channel: 'sms', recipient: 'ann', ...paged.query },
    },
  ],
  ['deliveries.get', (kit) => kit.deliveries.get(7), { method: 'GET', path: '/v3/deliveries/7' }],
  [
    'deliveries.replay',
    (kit) => kit.deliveries.replay(7),
    { method: 'POST', path: '/v3/deliveries/7/replay' },
  ],
  [
    'webhookEvents.list',
    (kit) => kit.webhookEvents.list({ state: 'failed', ...page }),
    { method: 'GET', path: '/v3/app/webhook-events', query: { state: 'failed', ...paged.query } },
  ],
  [
    'webhookEvents.replay',
    (kit) => kit.webhookEvents.replay(7),
    { method: 'POST', path: '/v3/app/webhook-events/7/replay' },
  ],
  [
    'tenants.put',
    (kit) => kit.tenants.put('ac/me', { name: 'Acme' }),
    { method: 'PUT', path: '/v3/tenants/ac%2Fme', body: { name: 'Acme' } },
  ],
  ['tenants.get', (kit) => kit.tenants.get('acme'), { method: 'GET', path: '/v3/tenants/acme' }],
  ['tenants.list', (kit) => kit.tenants.list(page), { method: 'GET', path: '/v3/tenants', ...paged }],
  ['tenants.remove', (kit) => kit.tenants.remove('acme'), { method: 'DELETE', path: '/v3/tenants/acme' }],
  ['app.get', (kit) => kit.app.get(), { method: 'GET', path: '/v3/app' }],
  [
    'app.update',
    (kit) => kit.app.update({ name: 'Shop', hideBranding: true }),
    { method: 'PATCH', path: '/v3/app', body: { name: 'Shop', hideBranding: true } },
  ],
]

describe('each method', () => {
  it.each(cases)('%s', async (_name, call, asked) => {
    await using receiver = await openReceiver({ body: { answered: true } })
    await call(open(receiver.url))
    expect(receiver.received).toMatchObject([asked])
    if ('body' in asked) expect(receiver.received[0]?.body).toEqual(asked.body)
  })

  it('answers what the server answers', async () => {
    await using receiver = await openReceiver({ status: 202, body: { requestId: 'r-1' } })
    expect(await open(receiver.url).send(content)).toEqual({ requestId: 'r-1' })
  })

  it('refuses what would be taken for another address', async () => {
    await using receiver = await openReceiver()
    const kit = open(receiver.url)
    for (const [call, field, message] of [
      [() => kit.users.remove(''), 'identifier', 'must not be empty'],
      [() => kit.users.get('..'), 'identifier', 'must not be ".."'],
      [() => kit.topics.remove('.'), 'topic', 'must not be "."'],
      [() => kit.users.get('\ud800'), 'identifier', 'must not contain half of a surrogate pair'],
      [() => kit.requests.get(undefined as unknown as string), 'requestId', 'must not be empty'],
    ] as const) {
      const failure: unknown = await call().catch((failure: unknown) => failure)
      expect(failure).toBeInstanceOf(Problem)
      expect(failure).toMatchObject({
        code: 'invalid_request',
        status: 400,
        message: `${field} ${message}`,
        fields: [{ field, message }],
      })
    }
    expect(receiver.received).toEqual([])
  })

  it('passes its options on', async () => {
    await using receiver = await openReceiver()
    const kit = open(receiver.url)
    await kit.topics.removeUsers(7, ['ann'], { idempotencyKey: 'once' })
    expect(receiver.received[0]?.headers['idempotency-key']).toBe('once')
    const signal = AbortSignal.abort(new Error('stop'))
    for (const call of [
      () => kit.send(content, { signal }),
      () => kit.users.list({}, { signal }),
      () => kit.inbox.markUnread(1, { signal }),
      () => kit.workflows.cancel('a', { cancellationKey: 'k' }, { signal }),
    ])
      await expect(call()).rejects.toThrow('stop')
    expect(receiver.received).toHaveLength(1)
  })

  it('goes to the data region that was chosen', async () => {
    await using us = await openReceiver()
    await using eu = await openReceiver()
    const baseUrls = { us: us.url, eu: `${eu.url}/v3/` }
    const options = { apiKey: 'key', apiSecret: 'secret', baseUrls }
    await new Inboxkit({ ...options, dataRegion: 'eu' }).app.get()
    expect([us.received.length, eu.received.map(({ path }) => path)]).toEqual([0, ['/v3/app']])
    expect(() => new Inboxkit({ ...options, dataRegion: 'asia' })).toThrow('baseUrls has: us, eu')
  })
})

describe('a list', () => {
  const pages = [
    { data: [{ identifier: 'a' }, { identifier: 'b' }], nextCursor: 'c1' },
    { data: [{ identifier: 'c' }], nextCursor: 'c2' },
    { data: [], nextCursor: null },
  ]

  it('is a page when it is awaited', async () => {
    await using receiver = await openReceiver(...pages.map((body) => ({ body })))
    expect(await open(receiver.url).users.list({ limit: 2 })).toEqual(pages[0])
    expect(receiver.received).toHaveLength(1)
  })

  it('is every item to the end when it is walked, one request per page', async () => {
    await using receiver = await openReceiver(...pages.map((body) => ({ body })))
    const found: string[] = []
    for await (const { identifier } of open(receiver.url).users.list({ limit: 2 })) found.push(identifier)
    expect(found).toEqual(['a', 'b', 'c'])
    expect(receiver.received.map(({ query }) => query)).toEqual([
      { limit: '2' },
      { limit: '2', cursor: 'c1' },
      { limit: '2', cursor: 'c2' },
    ])
  })

  it('asks for no page that nobody walks to', async () => {
    await using receiver = await openReceiver(...pages.map((body) => ({ body })))
    for await (const { identifier } of open(receiver.url).users.list()) if (identifier === 'b') break
    expect(receiver.received).toHaveLength(1)
  })

  it('fails in the loop', async () => {
    await using receiver = await openReceiver({ body: pages[0] }, { status: 404, body: {} })
    const walk = async (): Promise<void> => {
      for await (const _ of open(receiver.url).users.list()) continue
    }
    await expect(walk()).rejects.toBeInstanceOf(Problem)
  })

  it('walks the recipients inside a request', async () => {
    await using receiver = await openReceiver(
      { body: { requestId: 'r-1', recipients: { data: [{ identifier: 'a' }], nextCursor: 'c1' } } },
      { body: { requestId: 'r-1', recipients: { data: [{ identifier: 'b' }], nextCursor: null } } },
    )
    const found: string[] = []
    for await (const { identifier } of open(receiver.url).requests.listRecipients('r-1', { limit: 1 }))
      found.push(identifier)
    expect(found).toEqual(['a', 'b'])
    expect(receiver.received.map(({ query }) => query)).toEqual([
      { limit: '1' },
      { limit: '1', cursor: 'c1' },
    ])
  })
})
