import type { FeedPage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { demoUsers } from './users.js'

const soon = { interval: 10 }

describe('the back end of the demo', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({ demo: true })
  })
  afterAll(() => test.close())

  const post = (url: string, body: object) => test.call('POST', url, {}, body)

  const feedOf = async (userId: string): Promise<FeedPage> =>
    (await test.server.inject({ url: '/v3/notifications?limit=50', headers: test.asUser(userId) })).json()

  const waitForTitle = (userId: string, title: string) =>
    vi.waitFor(async () => {
      const found = (await feedOf(userId)).data.find((notification) => notification.title === title)
      expect(found).toBeDefined()
      return found
    }, soon)

  it('tells the page its key and who can be in it, and no secret', async () => {
    const { body } = await test.server.inject({ url: '/demo/config' })
    expect(JSON.parse(body)).toEqual({ apiKey: 'shop', users: demoUsers })
    expect(body).not.toContain('shop-secret')
  })

  it('welcomes each user with a few notifications', async () => {
    for (const { identifier } of demoUsers)
      await vi.waitFor(
        async () => expect((await feedOf(identifier)).counts.unseen).toBeGreaterThanOrEqual(3),
        soon,
      )
  })

  it('gives an impression of what the inbox can do', async () => {
    const { data } = await feedOf('ann')
    expect(data[0]).toMatchObject({
      title: 'Stocktaking on Friday at 17:00',
      category: { identifier: 'team', name: 'Team' },
      reason: { everyone: true },
      pinnedAt: expect.any(String),
    })
    expect(data[1]).toMatchObject({
      title: 'Sea fog is out of the kiln',
      reason: { topic: 'glazes' },
      blocks: [{ type: 'image', src: '/pictures/sea-fog.svg' }],
    })
    expect(data[2]).toMatchObject({
      title: 'Chen Wei asks about #1047',
      blocks: [
        { type: 'button', variant: 'primary', text: 'Send 19 now' },
        { type: 'button', text: 'Wait for all 24' },
      ],
    })
  })

  it('tells Bob that Ann assigned him an order, with a link to it', async () => {
    const { status, body } = await post('/demo/orders/1048/assign', { by: 'ann', assignee: 'bob' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: 1048, assignee: 'bob' })
    expect(await waitForTitle('bob', 'Ann Keller assigned you #1048')).toMatchObject({
      url: '/?order=1048',
      icon: '/avatars/ann.svg',
      category: { identifier: 'assignments' },
      data: { orderId: 1048, actor: 'Ann Keller' },
    })
  })

  it('tells participants of a comment, and not its author', async () => {
    await post('/demo/orders/1036/comments', { by: 'ann', text: ' Any news? ' })
    expect(await waitForTitle('dana', 'Ann Keller commented on #1036')).toMatchObject({
      message: 'Any news?',
    })
    expect((await feedOf('ann')).data.filter(({ url }) => url === '/?order=1036')).toEqual([])
  })

  it('moves an order to another column', async () => {
    await post('/demo/orders/1042/move', { by: 'bob', status: 'shipped' })
    await waitForTitle('ann', '#1042 is now shipped')
    const { orders } = (await test.server.inject({ url: '/demo/orders' })).json()
    expect(orders).toContainEqual(expect.objectContaining({ id: 1042, status: 'shipped' }))
  })

  it('sends what the panel asks for and answers the request id', async () => {
    const { status, body } = await post('/demo/send', {
      notification: { title: 'Stock is in', message: 'Twelve jugs', url: '/?order=1041', category: 'stock' },
      sendTo: { recipients: ['chen'] },
    })
    expect(status).toBe(202)
    expect(body['requestId']).toMatch(/^[0-9a-f-]{36}$/)
    await waitForTitle('chen', 'Stock is in')
  })

  it.each([
    ['/demo/orders/1048/assign', { by: 'ann', assignee: 'zed' }, 400, 'assignee'],
    ['/demo/orders/1048/move', { by: 'zed', status: 'done' }, 400, 'by'],
    ['/demo/orders/1048/move', { by: 'ann', status: 'lost' }, 400, 'status'],
    ['/demo/orders/1048/comments', { by: 'ann', text: '  ' }, 400, 'text'],
    ['/demo/orders/x/move', { by: 'ann', status: 'done' }, 400, 'id'],
    [
      '/demo/send',
      { notification: { title: '' }, sendTo: { recipients: ['ann'] } },
      400,
      'notification.title',
    ],
    [
      '/demo/send',
      { notification: { title: 'a', url: 'javascript:alert(1)' }, sendTo: { recipients: ['ann'] } },
      400,
      'notification.url',
    ],
  ])('names the wrong field in %s %j', async (url, sent, status, field) => {
    expect(await post(url, sent)).toMatchObject({ status, body: { fields: [{ field }] } })
  })

  it('says that an order is not there', async () => {
    const { status, body } = await post('/demo/orders/9/move', { by: 'ann', status: 'done' })
    expect(status).toBe(404)
    expect(body['message']).toBe('There is no order #9 on this board')
  })

  it('welcomes nobody twice', async () => {
    const before = (await feedOf('dana')).data.map(({ id }) => id)
    await test.restart()
    expect((await feedOf('dana')).data.map(({ id }) => id)).toEqual(before)
  })

  it('is not there unless asked for', async () => {
    const plain = await openTestServer()
    expect((await plain.call('GET', '/demo/config')).status).toBe(404)
    await plain.close()
  })
})
