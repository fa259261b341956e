import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

/** P8 from end to end: what a user chose decides what arrives. The rules one by one are the deliverer's tests. */
let test: TestServer
const ids = new Map<string, number>()
beforeAll(async () => {
  test = await openTestServer()
  for (const user of ['ann', 'bob']) await test.call('PUT', `/v3/users/${user}`, test.asApp)
  for (const identifier of ['orders', 'news', 'security']) {
    const { body } = await test.call('POST', '/v3/categories', test.asApp, { identifier, name: identifier })
    ids.set(identifier, Number(body['id']))
  }
})
afterAll(() => test.close())

const choose = (category: string, enabled: boolean, channel = 'inApp', user = 'ann') =>
  test.call('PATCH', '/v3/preferences', test.asUser(user), {
    preference: [{ categoryId: ids.get(category), channels: [{ channel, enabled }] }],
  })

/** Sends to both and waits for the end of it. @returns who has it, and why others have not */
const send = async (category?: string, override?: object, tenant?: string) => {
  const title = `About ${category} at ${++sent}`
  const { body } = await test.call('POST', '/v3/notifications', test.asApp, {
    notification: { title, ...(category === undefined ? {} : { category }) },
    sendTo: { recipients: ['ann', 'bob'] },
    ...(override === undefined ? {} : { override }),
    ...(tenant === undefined ? {} : { tenant }),
  })
  await expanded(test.db, String(body['requestId']))
  const has = async (user: string) => {
    const page = await test.call('GET', '/v3/notifications', test.asUser(user))
    return (page.body.data ?? []).some((item) => item['title'] === title)
  }
  const request = await test.call('GET', `/v3/requests/${body['requestId']}`, test.asApp)
  const { data } = request.body['recipients'] as { data: Record<string, unknown>[] }
  const reasons = data.flatMap(({ identifier, reason }) => (reason === null ? [] : [{ identifier, reason }]))
  return { ann: await has('ann'), bob: await has('bob'), reasons }
}
let sent = 0

const both = { ann: true, bob: true, reasons: [] }
const onlyBob = { ann: false, bob: true, reasons: [{ identifier: 'ann', reason: 'preference_off' }] }

describe('P8: a category that a user turned off', () => {
  it('does not arrive, says why, and arrives again once it is on', async () => {
    expect(await send('orders')).toEqual(both)
    await choose('orders', false)
    const before = await test.call('GET', '/v3/notifications', test.asUser('ann'))
    expect(await send('orders')).toEqual(onlyBob)
    const after = await test.call('GET', '/v3/notifications', test.asUser('ann'))
    expect(after.body).toEqual(before.body)
    await choose('orders', true)
    expect(await send('orders')).toEqual(both)
  })

  it('leaves other categories, other channels and what has no category alone', async () => {
    await choose('news', false)
    await choose('orders', false, 'email')
    expect(await send('orders')).toEqual(both)
    expect(await send()).toEqual(both)
    expect(await send('news')).toEqual(onlyBob)
  })

  it('can be turned off by a back end for a user', async () => {
    await test.call('PATCH', '/v3/users/ann/preferences', test.asApp, {
      preference: [{ categoryId: ids.get('orders'), channels: [{ channel: 'inApp', enabled: false }] }],
    })
    expect(await send('orders')).toEqual(onlyBob)
    await choose('orders', true)
  })

  it('arrives while it is required, whatever was chosen before', async () => {
    await choose('security', false)
    expect(await send('security')).toEqual(onlyBob)
    await test.call('PATCH', '/v3/categories/security', test.asApp, { isRequired: true })
    expect((await choose('security', false)).status).toBe(422)
    expect(await send('security')).toEqual(both)
    await test.call('PATCH', '/v3/categories/security', test.asApp, { isRequired: false })
    expect(await send('security')).toEqual(onlyBob)
  })

  it('is not asked about where the sender leaves the inbox out, required or not', async () => {
    await choose('security', false)
    const nobody = { ann: false, bob: false }
    const notChosen = ['ann', 'bob'].map((identifier) => ({ identifier, reason: 'channel_not_chosen' }))
    const elsewhere = { channels: ['webPush'] }
    expect(await send('security', elsewhere)).toEqual({ ...nobody, reasons: notChosen })
    expect(await send('security', { channels: ['inApp'] })).toEqual(onlyBob)
    await test.call('PATCH', '/v3/categories/security', test.asApp, { isRequired: true })
    expect(await send('security', elsewhere)).toEqual({ ...nobody, reasons: notChosen })
    expect(await send('security', { channels: ['inApp'] })).toEqual(both)
    await test.call('PATCH', '/v3/categories/security', test.asApp, { isRequired: false })
  })

  it('is as the tenant has it where the user has not chosen', async () => {
    const defaults = { categories: { orders: { inApp: false } } }
    await test.call('PUT', '/v3/tenants/acme', test.asApp, { name: 'Acme', preferences: defaults })
    // Ann turned it on one by one before.
    expect(await send('orders', undefined, 'acme')).toEqual({
      ann: true,
      bob: false,
      reasons: [{ identifier: 'bob', reason: 'preference_off' }],
    })
    expect(await send('orders')).toEqual(both)
    expect(await send(undefined, undefined, 'acme')).toEqual(both)
    await test.call('DELETE', '/v3/tenants/acme', test.asApp)
    expect(await send('orders', undefined, 'acme')).toEqual(both)
  })

  it('is forgotten with the category', async () => {
    await choose('news', false)
    await test.call('DELETE', '/v3/categories/news', test.asApp)
    expect(await send('news')).toEqual(both)
  })
})
