import type { FeedPage, User } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { call } from '../../kit/api.js'
import { connectVendor } from '../../kit/vendor-client.js'
import { inEveryMode } from './in-every-mode.js'
import { nodeClient, refusal } from './node-client.js'
import { arrival, asApp, unique } from './people.js'

inEveryMode('@engagespot/node 1.7.0 keeps users', ({ world, person }) => {
  const client = nodeClient(world)
  const find = (identifier: string): Promise<User> =>
    asApp(world, 'GET', `/users/${encodeURIComponent(identifier)}`)

  it('makes and updates them, under both of its names', async () => {
    const identifier = unique('ann')
    expect(
      await client.createOrUpdateUser(identifier, { plan: 'basic', email: 'ann@shop.test' }),
    ).toMatchObject({
      identifier,
    })
    await client.users.createOrUpdateUser(identifier, { plan: 'pro' })
    expect((await find(identifier)).profile).toEqual({ plan: 'pro', email: 'ann@shop.test' })
  })

  it('makes one without a profile: a body of no bytes that says it is JSON', async () => {
    const identifier = unique('bare')
    await client.createOrUpdateUser(identifier)
    expect(await find(identifier)).toMatchObject({ identifier, profile: {} })
  })

  it('takes an e-mail address for an identifier, and for the address', async () => {
    const identifier = `${unique('ann')}@shop.test`
    await client.createOrUpdateUser(identifier)
    expect((await find(identifier)).profile).toMatchObject({ email: identifier })
  })

  it.each(['team a', 'ünal', 'a:b', 'team/ann', 'team/a b/ann'])(
    'makes and deletes "%s", which it writes into the path as it is',
    async (name) => {
      const identifier = unique(name)
      await client.createOrUpdateUser(identifier, { plan: 'pro' })
      expect(await find(identifier)).toMatchObject({ identifier, profile: { plan: 'pro' } })
      expect((await client.users.delete(identifier))?.status).toBe(202)
      expect(await refusal(client.inAppInbox.fetch(identifier))).toMatchObject({ status: 404 })
    },
  )

  it('is refused an identifier inside the profile, and a phone number that is none', async () => {
    const identifier = unique('ann')
    expect(await refusal(client.createOrUpdateUser(identifier, { identifier: 'bob' }))).toMatchObject({
      status: 422,
      data: { status: 'error', message: expect.anything() },
    })
    expect(await refusal(client.createOrUpdateUser(identifier, { phoneNumber: '12345' }))).toMatchObject({
      status: 400,
      data: { status: 'error', message: [expect.stringMatching(/^phoneNumber must/)] },
    })
  })

  it('deletes them although its path lacks a slash: the inbox goes too, and the open page is closed', async () => {
    const ann = await person('ann')
    await ann.notify('One')
    const page = await connectVendor(world.url, ann.identifier, ann.credentials)
    const isClosed = new Promise((resolve) => page.socket.once('disconnect', resolve))
    const answer = await client.users.delete(ann.identifier)
    expect(answer?.status).toBe(202)
    expect(answer?.data).toEqual(expect.any(Object))
    await isClosed
    page.close()
    expect((await refusal(client.inAppInbox.fetch(ann.identifier))).status).toBe(404)
    expect((await refusal(client.users.delete(ann.identifier))).status).toBe(404)
    await client.createOrUpdateUser(ann.identifier)
    expect((await ann.inbox()).data).toEqual([])
  })

  it('signs user tokens, which open a session by themselves in every mode', async () => {
    const ann = await person('ann')
    const token = client.generateUserToken(ann.identifier)
    await ann.notify('For the holder')
    const authorization = `Bearer ${token}`
    const page: FeedPage = await call(world.url, 'GET', '/v3/notifications', { authorization })
    expect(page.data.map(({ title }) => title)).toEqual(['For the holder'])
    await call(world.url, 'POST', '/v3/sdk/connect', { authorization }, { deviceType: 'browser' })
    // The query is only what the page claims: the token says who it is.
    const socket = await connectVendor(world.url, 'somebody-else', { ...ann.credentials, userToken: token })
    await ann.notify('Live')
    await expect.poll(() => socket.named('NEW_NOTIFICATION').length).toBe(1)
    socket.close()
  })

  it('cannot sign for another app, nor for somebody whom nobody knows', async () => {
    const ann = await person('ann')
    const { apiKey } = world.shop
    const forger = nodeClient(world, { ...world.other, apiKey })
    const ask = (token: string): Promise<unknown> =>
      call(world.url, 'GET', '/v3/notifications', { authorization: `Bearer ${token}` })
    await expect(ask(forger.generateUserToken(ann.identifier))).rejects.toMatchObject({ status: 401 })
    await expect(ask(client.generateUserToken(unique('nobody')))).rejects.toMatchObject({ status: 404 })
  })

  it('keeps the two apps apart', async () => {
    const ann = await person('ann')
    const other = nodeClient(world, world.other)
    const only = unique('only-ours')
    await client.createOrUpdateUser(only)
    expect((await refusal(other.inAppInbox.fetch(only))).status).toBe(404)
    expect((await refusal(other.users.delete(only))).status).toBe(404)
    const [item] = await ann.notify('Ours')
    expect((await refusal(other.inAppInbox.deleteNotification(String(item?.id)))).status).toBe(404)
    await arrival(ann, 'Ours')
  })
})
