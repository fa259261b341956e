import { type FeedPage, Inboxkit, type InboxkitOptions, Problem } from '@inboxkit/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedWorld, openWorld, type TestApp } from '../compat/engagespot/world.js'

let opened: OpenedWorld
beforeAll(async () => {
  opened = await openWorld('secure')
})
afterAll(() => opened?.close())

const clientOf = (app: TestApp, options: Partial<InboxkitOptions> = {}): Inboxkit =>
  new Inboxkit({ baseUrl: opened.world.url, ...app, ...options })
const shop = (options?: Partial<InboxkitOptions>): Inboxkit => clientOf(opened.world.shop, options)
const other = (): Inboxkit => clientOf(opened.world.other)

const problemOf = async (call: Promise<unknown>): Promise<Problem> => {
  const failure: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure instanceof Problem) return failure
  throw new Error(`No Problem, but ${String(failure)}`)
}

/** Everything that a list has. */
const all = async <Item>(list: AsyncIterable<Item>): Promise<Item[]> => {
  const found: Item[] = []
  for await (const item of list) found.push(item)
  return found
}

const titles = async (kit: Inboxkit, identifier: string): Promise<string[]> =>
  (await all(kit.inbox.list(identifier))).map(({ title }) => title)

describe('users', () => {
  it('are made, merged, read and deleted', async () => {
    const { users } = shop()
    const made = await users.create({ identifier: 'dan', profile: { plan: 'free', firstName: 'Dan' } })
    expect(made).toMatchObject({ identifier: 'dan', profile: { plan: 'free', firstName: 'Dan' } })
    await users.createOrUpdate('dan', { plan: 'pro' })
    expect(await users.get('dan')).toEqual({ ...made, profile: { plan: 'pro', firstName: 'Dan' } })
    await users.remove('dan')
    expect(await problemOf(users.get('dan'))).toMatchObject({ code: 'user_not_found', status: 404 })
    expect((await problemOf(users.remove('dan'))).requestId).toMatch(/^[\da-f-]{36}$/)
  })

  it('have any identifier that the server takes', async () => {
    const { users } = shop()
    for (const identifier of ['a/b?c#d', 'ann@shop.test', 'ü 💙', '%41', ' ', 'a:b', '...']) {
      expect((await users.createOrUpdate(identifier, { named: identifier })).identifier).toBe(identifier)
      expect((await users.get(identifier)).profile).toMatchObject({ named: identifier })
      await users.remove(identifier)
    }
  })

  it('have choices made for them', async () => {
    const { users, categories } = shop()
    await users.create({ identifier: 'eve' })
    const { id } = await categories.create({ identifier: 'eves', name: 'Eve’s' })
    expect(await users.getPreferences('eve')).toEqual([])
    const off = { channel: 'inApp' as const, enabled: false }
    const chosen = await users.updatePreferences('eve', [{ categoryId: id, channels: [off] }])
    expect(chosen).toMatchObject([{ category: { id, identifier: 'eves' }, channelPreferences: [off] }])
    expect(await users.getPreferences('eve')).toEqual(chosen)
    await users.remove('eve')
    await categories.remove(id)
  })

  it('come in bulk, all of them or none', async () => {
    const { users } = shop()
    const many = Array.from({ length: 45 }, (_, n) => ({ identifier: `bulk-${n}`, profile: { n } }))
    expect(await users.bulk(many)).toEqual({ created: 45, updated: 0 })
    expect(await users.bulk([...many.slice(0, 5), { identifier: 'bulk-45' }])).toEqual({
      created: 1,
      updated: 5,
    })
    const faulty = [{ identifier: 'bulk-46' }, { identifier: 'bulk-47', profile: { phoneNumber: '12' } }]
    const { code, status, fields } = await problemOf(users.bulk(faulty))
    expect({ code, status, field: fields[0]?.field }).toEqual({
      code: 'invalid_request',
      status: 400,
      field: 'users[1].profile.phoneNumber',
    })
    const listed = await all(users.list({ limit: 7 }))
    const bulk = listed.filter(({ identifier }) => identifier.startsWith('bulk-'))
    expect(bulk.map(({ identifier }) => identifier).sort()).toEqual(
      Array.from({ length: 46 }, (_, n) => `bulk-${n}`).sort(),
    )
  })

  it('belong to their app', async () => {
    await shop().users.createOrUpdate('ours')
    expect(await problemOf(other().users.get('ours'))).toMatchObject({ code: 'user_not_found' })
    const wrong = clientOf({ ...opened.world.shop, apiSecret: opened.world.other.apiSecret })
    expect(await problemOf(wrong.users.get('ours'))).toMatchObject({
      code: 'invalid_credentials',
      status: 401,
    })
  })
})

describe('sends and inboxes', () => {
  const reader = 'reader'
  const firstItem = async (kit: Inboxkit): Promise<FeedPage['data'][number]> => {
    const [item] = (await kit.inbox.list(reader)).data
    if (!item) throw new Error('The inbox is empty')
    return item
  }

  it('arrive, and can be handled for the user', async () => {
    const kit = shop()
    const { requestId } = await kit.send({
      notification: { title: 'Order 77 shipped', message: 'Arrives Friday', url: 'https://shop.test/o/77' },
      sendTo: { recipients: [{ identifier: reader, plan: 'pro' }] },
      category: 'orders',
      data: { orderId: 77 },
    })
    expect(requestId).toMatch(/^[\da-f-]{36}$/)
    await expect.poll(() => titles(kit, reader).catch(() => [])).toEqual(['Order 77 shipped'])
    expect((await kit.users.get(reader)).profile).toMatchObject({ plan: 'pro' })
    const { id, ...item } = await firstItem(kit)
    expect(item).toMatchObject({ data: { orderId: 77 }, category: { identifier: 'orders' }, readAt: null })

    expect((await kit.inbox.markSeen(id)).seenAt).not.toBeNull()
    expect((await kit.inbox.markUnseen(id)).seenAt).toBeNull()
    expect((await kit.inbox.markRead(id)).readAt).not.toBeNull()
    expect((await kit.inbox.list(reader, { filter: 'unread' })).data).toEqual([])
    expect((await kit.inbox.markUnread(id)).readAt).toBeNull()
    expect((await kit.inbox.setState(id, 'accepted')).state).toBe('accepted')
    await kit.inbox.remove(id)
    expect(await titles(kit, reader)).toEqual([])
    expect((await kit.inbox.restore(id)).state).toBe('accepted')
    expect((await kit.inbox.get(id)).seenAt).not.toBeNull()
    expect(await problemOf(other().inbox.markRead(id))).toMatchObject({ code: 'notification_not_found' })
    expect(await problemOf(kit.inbox.list('nobody'))).toMatchObject({ code: 'user_not_found' })
  })

  it('are walked page by page', async () => {
    const kit = shop()
    await kit.users.createOrUpdate('walker')
    for (let n = 0; n < 5; n++)
      await kit.send({ notification: { title: `Item ${n}` }, sendTo: { recipients: ['walker'] } })
    await expect.poll(() => titles(kit, 'walker')).toHaveLength(5)
    const walked = await all(kit.inbox.list('walker', { limit: 2 }))
    expect(walked.map(({ title }) => title).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `Item ${n}`))
  })

  it('say what is wrong with them, field by field', async () => {
    const wrong = { notification: { title: '' }, sendTo: { recipients: ['ann', { identifier: '' }] } }
    const problem = await problemOf(shop().send(wrong))
    expect(problem).toMatchObject({ code: 'invalid_request', status: 400, retryable: false })
    expect(problem.fields.map(({ field }) => field)).toContain('notification.title')
    expect(problem.message).toContain('notification.title')
    expect(problem.requestId).toMatch(/^[\da-f-]{36}$/)
  })
})

describe('a write', () => {
  /** A network that carries every request, and loses the first answers. */
  const losing = (count: number): typeof fetch => {
    let lost = 0
    return async (...given) => {
      const response = await fetch(...given)
      await response.clone().text()
      if (lost++ < count) throw new TypeError('the answer was lost')
      return response
    }
  }

  it('P2: whose answer is lost takes effect once', async () => {
    const kit = shop()
    await kit.users.createOrUpdate('once')
    const unlucky = shop({ fetch: losing(1) })
    const sent = { notification: { title: 'Only once' }, sendTo: { recipients: ['once'] } }
    const { requestId } = await unlucky.send(sent)
    expect(requestId).toMatch(/^[\da-f-]{36}$/)
    await kit.send({ notification: { title: 'Afterwards' }, sendTo: { recipients: ['once'] } })
    await expect.poll(() => titles(kit, 'once')).toContain('Afterwards')
    await expect.poll(() => titles(kit, 'once')).toContain('Only once')
    expect((await titles(kit, 'once')).sort()).toEqual(['Afterwards', 'Only once'])

    // Without its key, the second attempt would find nobody to delete.
    await shop({ fetch: losing(2) }).users.remove('once')
    expect(await problemOf(kit.users.get('once'))).toMatchObject({ code: 'user_not_found' })
  })

  it('P2: is repeated safely by its caller, too, under the caller’s key', async () => {
    const kit = shop()
    const sent = { notification: { title: 'Invoice' }, sendTo: { recipients: [{ identifier: 'payer' }] } }
    const parallel = await Promise.all(
      Array.from({ length: 20 }, () => kit.send(sent, { idempotencyKey: 'invoice-77' })),
    )
    expect(new Set(parallel.map(({ requestId }) => requestId)).size).toBe(1)
    const changed = { ...sent, notification: { title: 'Another' } }
    expect(await problemOf(kit.send(changed, { idempotencyKey: 'invoice-77' }))).toMatchObject({
      code: 'idempotency_conflict',
      status: 409,
    })
    await expect.poll(() => titles(kit, 'payer').catch(() => [])).toEqual(['Invoice'])
  })

  it('does not begin after its signal', async () => {
    const signal = AbortSignal.abort(new Error('the request was cancelled'))
    await expect(shop().users.createOrUpdate('never', {}, { signal })).rejects.toThrow('was cancelled')
    expect(await problemOf(shop().users.get('never'))).toMatchObject({ code: 'user_not_found' })
  })
})

describe('user tokens', () => {
  const connect = (token: string): Promise<Response> =>
    fetch(`${opened.world.url}/v3/notifications`, { headers: { authorization: `Bearer ${token}` } })

  it('prove who a user is, and no longer than they should', async () => {
    const kit = shop()
    await kit.users.createOrUpdate('ann:1')
    const token = await kit.generateUserToken('ann:1')
    expect((await connect(token)).status).toBe(200)
    const header = JSON.parse(atob(token.split('.')[0] ?? '')) as { kid?: string }
    expect(header.kid).toMatch(/^[\w-]{43}$/)
    const theirs = new Inboxkit({
      baseUrl: opened.world.url,
      ...opened.world.shop,
      signingKey: opened.world.other.signingKey,
    })
    const refused = await connect(await theirs.generateUserToken('ann:1'))
    expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'invalid_token' }])
  })
})

describe('categories', () => {
  it('are made, changed, listed and deleted', async () => {
    const { categories } = shop()
    const made = await categories.create({ identifier: 'news', name: 'News', isRequired: true })
    expect(made).toMatchObject({ identifier: 'news', isRequired: true, hideInPreferenceManager: false })
    expect(await problemOf(categories.create({ identifier: 'news', name: 'News' }))).toMatchObject({
      code: 'already_exists',
      status: 409,
    })
    const changed = await categories.update(made.id, { name: 'Latest', isRequired: false })
    expect(changed).toMatchObject({ id: made.id, name: 'Latest', isRequired: false })
    expect(await categories.list()).toContainEqual(changed)
    expect(await problemOf(other().categories.update(made.id, { name: 'Ours' }))).toMatchObject({
      code: 'category_not_found',
    })
    await categories.remove(made.id)
    expect(await problemOf(categories.remove(made.id))).toMatchObject({ code: 'category_not_found' })
  })
})

describe('topics', () => {
  it('have users, who hear of what is sent to them', async () => {
    const kit = shop()
    const { topics } = kit
    await kit.users.bulk([{ identifier: 'tina' }, { identifier: 'tom' }, { identifier: 'tess' }])
    const topic = await topics.create({ name: 'Product News' })
    expect(topic).toMatchObject({ identifier: 'product-news', name: 'Product News' })
    expect(await topics.get('product-news')).toEqual(topic)
    expect(await topics.update(topic.id, { name: 'News of products' })).toMatchObject({ id: topic.id })
    expect(
      await topics.addUsers(topic.id, ['tina', 'tom', { identifier: 'tess', channels: ['email'] }]),
    ).toEqual({ added: 3, updated: 0 })
    expect(await topics.removeUsers(topic.id, ['tom'])).toEqual({ removed: 1 })
    const listed = await all(topics.listUsers(topic.id, { limit: 1 }))
    expect(listed.map(({ identifier, channels }) => [identifier, channels]).sort()).toEqual([
      ['tess', ['email']],
      ['tina', null],
    ])
    await kit.send({ notification: { title: 'Version 2' }, sendTo: { topics: ['product-news'] } })
    await expect.poll(() => titles(kit, 'tina')).toEqual(['Version 2'])
    expect(await titles(kit, 'tess')).toEqual([])

    await topics.setChannels(topic.id, 'tess', null)
    expect(await topics.listSubscriptions('tess')).toMatchObject([
      { topic: { id: topic.id, identifier: 'product-news' }, channels: null },
    ])
    expect((await all(topics.list())).map(({ id }) => id)).toContain(topic.id)
    const unknown = await problemOf(topics.addUsers(topic.id, ['nobody']))
    expect(unknown).toMatchObject({ code: 'user_not_found' })
    expect(await problemOf(other().topics.get(topic.id))).toMatchObject({ code: 'topic_not_found' })
    await topics.remove(topic.id)
    expect(await problemOf(topics.get(topic.id))).toMatchObject({ code: 'topic_not_found' })
  })
})

describe('templates', () => {
  it('are published in versions and sent', async () => {
    const kit = shop()
    const { templates } = kit
    const first = await templates.publish('hello', {
      name: 'Hello',
      channels: { inApp: { title: 'Hello {{recipient.firstName}}', message: 'Order {{data.orderId}}' } },
    })
    expect(first).toMatchObject({ slug: 'hello', version: 1 })
    const second = await templates.publish('hello', {
      name: 'Hello',
      channels: { inApp: { title: 'Hi {{recipient.firstName}}' } },
    })
    expect(second).toMatchObject({ id: first.id, version: 2 })
    expect(await templates.get('hello')).toEqual(second)
    expect((await all(templates.listVersions('hello'))).map(({ version }) => version)).toEqual([2, 1])
    expect((await all(templates.list())).map(({ slug }) => slug)).toContain('hello')

    const recipients = [{ identifier: 'greeted', firstName: 'Gus' }]
    for (const notification of [{ templateIdentifier: 'hello@1' }, { templateId: first.id }])
      await kit.send({ notification, sendTo: { recipients }, data: { orderId: 7 } })
    await expect
      .poll(async () => (await titles(kit, 'greeted').catch(() => [])).sort())
      .toEqual(['Hello Gus', 'Hi Gus'])

    const broken = { name: 'Broken', channels: { inApp: { title: 'Hello {{#if}' } } }
    const problem = await problemOf(templates.publish('broken', broken))
    expect(problem).toMatchObject({ code: 'invalid_request', status: 400 })
    expect(problem.fields[0]?.field).toBe('channels.inApp.title')
    expect(await problemOf(other().templates.get('hello'))).toMatchObject({ code: 'template_not_found' })
    await templates.remove('hello')
    expect(await problemOf(templates.get('hello'))).toMatchObject({ code: 'template_not_found' })
  })
})

describe('workflows', () => {
  const welcome = {
    identifier: 'welcome',
    name: 'Welcome',
    steps: [
      { type: 'send', channel: 'inApp', template: { title: 'Welcome {{data.name}}' } },
      { type: 'delay', for: '1h' },
      { type: 'send', channel: 'inApp', template: { title: 'Still there?' } },
    ],
  } as const

  it('are published, triggered, cancelled and deleted', async () => {
    const kit = shop()
    const { workflows, requests } = kit
    const published = await workflows.publish(welcome)
    expect(published).toMatchObject({ identifier: 'welcome', version: 1, name: 'Welcome' })
    expect(await workflows.get('welcome')).toEqual(published)
    expect((await all(workflows.list())).map(({ identifier }) => identifier)).toContain('welcome')
    expect((await all(workflows.listVersions('welcome'))).map(({ version }) => version)).toEqual([1])

    const recipients = [{ identifier: 'wanda' }, { identifier: 'will' }, 'unheard-of']
    const { requestId } = await workflows.trigger('welcome', {
      recipients,
      data: { name: 'W' },
      cancellationKey: 'signup-7',
    })
    await expect.poll(() => titles(kit, 'wanda').catch(() => [])).toEqual(['Welcome W'])
    await expect.poll(async () => (await requests.get(requestId)).state).toBe('waiting')
    expect(
      await workflows.cancel('welcome', { cancellationKey: 'signup-7', recipients: ['wanda'] }),
    ).toMatchObject({ cancelled: 1, pending: false })
    expect(await workflows.cancel('welcome', { cancellationKey: 'signup-7' })).toMatchObject({ cancelled: 1 })
    expect(await problemOf(workflows.cancel('welcome', { cancellationKey: 'unknown' }))).toMatchObject({
      code: 'run_not_found',
    })

    const request = await requests.get(requestId)
    expect(request).toMatchObject({ requestId, workflow: { identifier: 'welcome', version: 1 } })
    const happened = await all(requests.listRecipients(requestId, { limit: 1 }))
    expect(new Set(happened.map(({ identifier }) => identifier))).toEqual(
      new Set(['wanda', 'will', 'unheard-of']),
    )
    expect(happened.find(({ identifier }) => identifier === 'unheard-of')).toMatchObject({
      reason: 'unknown_recipient',
    })
    expect(await problemOf(other().requests.get(requestId))).toMatchObject({ code: 'request_not_found' })
    expect((await all(kit.activity.list())).map((one) => one.requestId)).toContain(requestId)
    expect((await all(kit.activity.listForUser('wanda'))).map((one) => one.requestId)).toContain(requestId)

    await workflows.remove('welcome')
    expect(await problemOf(workflows.trigger('welcome', { recipients }))).toMatchObject({
      code: 'workflow_not_found',
    })
  })

  it('are refused with step and field', async () => {
    const steps = [
      ...welcome.steps,
      { type: 'send', channel: 'inApp', template: 'no-such-template' } as const,
    ]
    const problem = await problemOf(shop().workflows.publish({ ...welcome, identifier: 'faulty', steps }))
    expect(problem.status).toBeGreaterThanOrEqual(400)
    expect(problem.fields[0]?.field).toMatch(/^steps\[3\]/)
  })
})

describe('the app', () => {
  it('tells its settings, and changes them', async () => {
    const { app } = other()
    const before = await app.get()
    expect(before).toMatchObject({ name: 'Other', apiKey: opened.world.other.apiKey, channels: ['inApp'] })
    const changed = await app.update({ hideBranding: !before.hideBranding, channels: ['inApp', 'email'] })
    expect(changed).toEqual({
      ...before,
      hideBranding: !before.hideBranding,
      channels: ['inApp', 'email'],
    })
    expect(await app.get()).toEqual(changed)
  })
})
