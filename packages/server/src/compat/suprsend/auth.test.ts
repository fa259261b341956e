import { beforeAll, describe, expect, it } from 'vitest'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

const record = { workflow: 'hello', recipients: ['ann'] }
const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const refused = (code: number, type: string) => ({
  status: code,
  body: {
    status: 'fail',
    code,
    message: expect.any(String),
    error: { type, message: expect.any(String) },
  },
})

describe('SuprSend’s credentials', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
  })
  const isTaken = async (ways: object) => (await door.call('POST', '/trigger/', record, ways)).status === 202

  it('are a signature over what was sent', async () => {
    expect(await door.call('POST', '/trigger/', record)).toMatchObject({
      status: 202,
      body: { message_id: uuid, status: 'success' },
    })
  })

  it('may be dated in ISO 8601, and name another content type', async () => {
    expect(await isTaken({ date: door.test.clock.now().toISOString() })).toBe(true)
    expect(await isTaken({ contentType: 'application/json' })).toBe(true)
    expect(await isTaken({ contentType: 'text/plain' })).toBe(true)
  })

  it('sign the address with and without the slash at its end', async () => {
    for (const url of ['/trigger', '/trigger/', '/trigger/?x=%20a'])
      expect((await door.call('POST', url, record)).status).toBe(202)
  })

  const minutes = (count: number) => new Date(door.test.clock.now().getTime() + count * 60_000).toUTCString()
  it.each<[string, () => object]>([
    ['another secret', () => ({ secret: 'wrong' })],
    ['an unknown key', () => ({ workspaceKey: 'nobody' })],
    ['another app’s secret', () => ({ secret: 'other-secret' })],
    ['a body that was changed', () => ({ sent: { body: JSON.stringify({ ...record, data: { a: 1 } }) } })],
    ['a body written otherwise', () => ({ sent: { body: `${JSON.stringify(record)} ` } })],
    ['another address', () => ({ sent: { url: '/trigger' } })],
    ['a query that was added', () => ({ sent: { url: '/trigger/?a=1' } })],
    ['another date', () => ({ sent: { date: minutes(1) } })],
    ['a date that is too old', () => ({ date: minutes(-16) })],
    ['a date that is too far ahead', () => ({ date: minutes(16) })],
    ['no date', () => ({ date: '' })],
    ['a date that is none', () => ({ date: 'yesterday' })],
    ['no credentials', () => ({ authorization: '' })],
    ['a bearer key, which is off', () => ({ authorization: 'Bearer shop-secret' })],
    ['credentials of no known kind', () => ({ authorization: 'Basic c2hvcDpzaG9wLXNlY3JldA==' })],
    ['half of credentials', () => ({ authorization: 'shop:' })],
  ])('are refused with %s', async (_what, ways) => {
    const before = await door.countTriggers()
    expect(await door.call('POST', '/trigger/', record, ways())).toMatchObject(
      refused(401, 'authentication_error'),
    )
    expect(await door.countTriggers()).toBe(before)
  })

  it('are looked at before the body', async () => {
    expect((await door.call('POST', '/trigger/', '{', { secret: 'wrong' })).status).toBe(401)
    expect(await door.call('POST', '/trigger/', '{')).toMatchObject(refused(400, 'validation_error'))
  })

  it('are those of the app in the path', async () => {
    const dynamic = {
      name: 'Now',
      template: 'hello',
      notification_category: 'x1',
      users: [{ distinct_id: 'ann' }],
    }
    expect((await door.call('POST', '/shop/trigger/', dynamic)).text).toBe('OK')
    for (const url of ['/other/trigger/', '/nobody/trigger/'])
      expect(await door.call('POST', url, dynamic)).toMatchObject(refused(401, 'authentication_error'))
  })

  it('do not open what there is not, which is said in the same shape', async () => {
    for (const [method, url] of [
      ['POST', '/event/'],
      ['POST', '/shop/broadcast/'],
      ['GET', '/v1/message/'],
      ['DELETE', '/v1/bulk/user/'],
      ['POST', '/v1/user/ann/merge/'],
      ['GET', '/v1/object/team/'],
    ] as const)
      expect([url, await door.call(method, url, method === 'GET' ? undefined : {})]).toMatchObject([
        url,
        refused(404, 'not_found'),
      ])
  })

  it('of another app see that app’s workflows only', async () => {
    expect(
      await door.call('POST', '/trigger/', record, { workspaceKey: 'other', secret: 'other-secret' }),
    ).toMatchObject(refused(404, 'not_found'))
  })
})

describe('SuprSend’s own keys', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend({
      suprsend: { workspaceKey: 'wk', workspaceSecret: 'ws-secret', apiKey: 'bearer-key' },
    })
  })
  const taken = async (ways: object, url = '/trigger/') => (await door.call('POST', url, record, ways)).status

  it('are for the first app, beside its own', async () => {
    expect(await taken({ workspaceKey: 'wk', secret: 'ws-secret' })).toBe(202)
    expect(await taken({})).toBe(202)
    expect(await taken({ workspaceKey: 'wk', secret: 'wrong' })).toBe(401)
    expect(await taken({ workspaceKey: 'other', secret: 'ws-secret' })).toBe(401)
  })

  it('let whoever has the API key in, without a signature or a date', async () => {
    expect(await taken({ authorization: 'Bearer bearer-key', date: '' })).toBe(202)
    expect(await taken({ authorization: 'Bearer bearer-kex' })).toBe(401)
  })

  it('go with their own paths', async () => {
    const dynamic = {
      name: 'Now',
      template: 'hello',
      notification_category: 'x1',
      users: [{ distinct_id: 'ann' }],
    }
    const post = async (url: string, ways: object) => (await door.call('POST', url, dynamic, ways)).status
    expect(await post('/wk/trigger/', { workspaceKey: 'wk', secret: 'ws-secret' })).toBe(202)
    for (const url of ['/wk/trigger/', '/shop/trigger/'])
      expect(await post(url, { authorization: 'Bearer bearer-key' })).toBe(202)
    expect(await post('/other/trigger/', { authorization: 'Bearer bearer-key' })).toBe(401)
  })
})

describe('whoever keeps failing', () => {
  it('is stopped, and not those who were let in before', async () => {
    const door = await openSuprsend({ rateLimit: true })
    const status = async (ways: object) => (await door.call('POST', '/trigger/', record, ways)).status
    expect(await status({})).toBe(202)
    for (let at = 0; at < 1000; at++)
      await door.call('POST', '/trigger/', {}, { workspaceKey: `guess-${at}` })
    expect(await door.call('POST', '/trigger/', {}, { workspaceKey: 'one-more' })).toMatchObject({
      ...refused(429, 'rate_limited'),
      headers: { 'retry-after': expect.any(String) },
    })
    expect(await status({})).toBe(202)
  })

  it('is stopped without credentials, too', async () => {
    const door = await openSuprsend({ rateLimit: true, limits: { requestsPerUser: 20 } })
    const nobody = (url: string) => door.call('POST', url, {}, { authorization: '' })
    for (let at = 0; at < 20; at++) await nobody(at % 2 ? '/trigger/' : '/v1/workflow_run/cancel')
    expect(await nobody('/shop/trigger')).toMatchObject({
      ...refused(429, 'rate_limited'),
      headers: { 'retry-after': expect.any(String) },
    })
    expect((await door.call('POST', '/trigger/', record)).status).toBe(202)
  })
})
