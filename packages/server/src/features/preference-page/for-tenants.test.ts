import type { PreferencePage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { signPageToken } from '../preferences/page-token.js'
import { findTenantIds } from '../tenants/service.js'

/** Links in messages that were sent for a tenant. */
let test: TestServer
let appId = 0
let orders = 0

beforeAll(async () => {
  test = await openTestServer()
  appId = (await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`)?.id ?? 0
  const made = await test.call('POST', '/v3/categories', test.asApp, { identifier: 'orders', name: 'Orders' })
  orders = Number(made.body['id'])
  for (const tenant of ['acme', 'globex', 'short'])
    await test.call('PUT', `/v3/tenants/${tenant}`, test.asApp, { name: tenant })
})
afterAll(() => test.close())

const tokenOf = async (user: string, tenant: string, categoryId: number | null) => {
  await test.call('PUT', `/v3/users/${user}`, test.asApp)
  const row = await test.db.one<{ id: number }>`
    select id from app_user where app_id = ${appId} and identifier = ${user}`
  const tenantId = (await findTenantIds(test.db, appId, [tenant])).get(tenant) ?? null
  return signPageToken(test.encryptionKey, { appId, userId: row?.id ?? 0, categoryId, tenantId })
}
const oneClick = (token: string) =>
  test.call(
    'POST',
    `/v3/unsubscribe?token=${token}`,
    { 'content-type': 'application/x-www-form-urlencoded' },
    'List-Unsubscribe=One-Click',
  )
/** What takes effect for e-mail: about orders, and as a whole. */
const emailOf = async (user: string, tenant?: string) => {
  const url = tenant === undefined ? '/v3/preferences/page' : `/v3/preferences/page?tenant=${tenant}`
  const { body } = await test.call('GET', url, test.asUser(user))
  const { categories, channels } = body as unknown as PreferencePage
  const email = (cells: PreferencePage['channels'] = []) =>
    cells.find(({ channel }) => channel === 'email')?.enabled
  return { orders: email(categories[0]?.channels), whole: email(channels) }
}

describe('a link in a message that was sent for a tenant', () => {
  it('reads and writes what holds for that tenant', async () => {
    const token = await tokenOf('ann', 'acme', orders)
    const url = `/v3/preference-page?token=${token}`
    const channels = [{ channel: 'email', enabled: false }]
    const { body } = await test.call('PATCH', url, {}, { channels })
    expect(body).toMatchObject({ tenant: { identifier: 'acme' } })
    expect((await test.call('GET', url)).body).toEqual(body)
    expect(await emailOf('ann', 'acme')).toEqual({ orders: false, whole: false })
    expect(await emailOf('ann', 'globex')).toEqual({ orders: true, whole: true })
    expect(await emailOf('ann')).toEqual({ orders: true, whole: true })
  })

  it('unsubscribes with one click from what is about the same, for that tenant', async () => {
    const token = await tokenOf('bob', 'acme', orders)
    for (let time = 0; time < 2; time++)
      expect(await oneClick(token)).toMatchObject({ status: 200, body: { enabled: false } })
    expect(await emailOf('bob', 'acme')).toEqual({ orders: false, whole: true })
    expect(await emailOf('bob', 'globex')).toEqual({ orders: true, whole: true })
    expect(await emailOf('bob')).toEqual({ orders: true, whole: true })
  })

  it('unsubscribes from e-mail as a whole, also of categories that are on elsewhere or were on there', async () => {
    for (const url of ['/v3/preferences/page', '/v3/preferences/page?tenant=acme'])
      await test.call('PATCH', url, test.asUser('carl'), {
        preference: [{ categoryId: orders, channels: [{ channel: 'email', enabled: true }] }],
      })
    const token = await tokenOf('carl', 'acme', null)
    for (let time = 0; time < 2; time++)
      expect(await oneClick(token)).toMatchObject({ status: 200, body: { category: null, enabled: false } })
    expect(await emailOf('carl', 'acme')).toEqual({ orders: false, whole: false })
    expect(await emailOf('carl')).toEqual({ orders: true, whole: true })
  })

  it('is about everything once the tenant is gone', async () => {
    const token = await tokenOf('dora', 'short', orders)
    await oneClick(token)
    expect(await emailOf('dora')).toMatchObject({ orders: true })
    await test.call('DELETE', '/v3/tenants/short', test.asApp)
    expect((await test.call('GET', `/v3/unsubscribe?token=${token}`)).body).toMatchObject({ enabled: true })
    await oneClick(token)
    expect(await emailOf('dora')).toMatchObject({ orders: false })
  })
})
