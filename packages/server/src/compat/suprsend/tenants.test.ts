import { beforeAll, describe, expect, it } from 'vitest'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

const missing = { status: 404, body: { status: 'fail', code: 404, error: { type: 'not_found' } } }
const theirs = { workspaceKey: 'other', secret: 'other-secret' }

describe('SuprSend’s tenants', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
  })

  it('are written, read, listed and deleted', async () => {
    const given = {
      tenant_name: 'North',
      logo: 'https://shop.test/n.png',
      primary_color: '#ff0000',
      social_links: { website: 'https://shop.test' },
      properties: { plan: 'pro' },
    }
    const shown = {
      tenant_id: 'north',
      ...given,
      timezone: null,
      secondary_color: null,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    }
    expect(await door.call('POST', '/v1/tenant/north/', given)).toMatchObject({ status: 200, body: shown })
    expect(await door.call('GET', '/v1/tenant/north/')).toMatchObject({ status: 200, body: shown })
    expect(await door.call('GET', '/v1/tenant/?limit=20&offset=0')).toMatchObject({
      status: 200,
      body: { meta: { count: 1, limit: 20, offset: 0 }, results: [{ tenant_id: 'north' }] },
    })
    expect((await door.call('DELETE', '/v1/tenant/north/')).status).toBe(204)
    expect(await door.call('GET', '/v1/tenant/north/')).toMatchObject(missing)
    expect(await door.call('DELETE', '/v1/tenant/north/')).toMatchObject(missing)
  })

  it('keep what a write does not name', async () => {
    await door.call('POST', '/v1/tenant/south/', { tenant_name: 'South', logo: 'l', properties: { a: 1 } })
    expect(await door.call('POST', '/v1/tenant/south/', { properties: { b: 2 } })).toMatchObject({
      body: { tenant_name: 'South', logo: 'l', properties: { a: 1, b: 2 } },
    })
  })

  it('are brands, too', async () => {
    expect(await door.call('POST', '/v1/brand/east/', { brand_name: 'East' })).toMatchObject({
      status: 200,
      body: { brand_id: 'east', brand_name: 'East' },
    })
    expect(await door.call('GET', '/v1/tenant/east/')).toMatchObject({ body: { tenant_name: 'East' } })
  })

  it('come page by page', async () => {
    for (const id of ['p-1', 'p-2', 'p-3']) await door.call('POST', `/v1/tenant/${id}/`, {}, theirs)
    const page = async (query: string) => {
      const { body } = await door.call('GET', `/v1/tenant/?${query}`, undefined, theirs)
      return (body as { results: { tenant_id: string }[] }).results.map(({ tenant_id }) => tenant_id)
    }
    expect(await page('limit=2&offset=0')).toEqual(['p-1', 'p-2'])
    expect(await page('limit=2&offset=2')).toEqual(['p-3'])
    expect(await page('limit=1000&offset=9')).toEqual([])
    expect((await door.call('GET', '/v1/tenant/?limit=1001', undefined, theirs)).status).toBe(400)
  })

  it('are nobody’s but their app’s', async () => {
    await door.call('POST', '/v1/tenant/own/', { tenant_name: 'Own' })
    expect(await door.call('GET', '/v1/tenant/own/', undefined, theirs)).toMatchObject(missing)
    expect(await door.call('DELETE', '/v1/tenant/own/', undefined, theirs)).toMatchObject(missing)
    await door.call('POST', '/v1/tenant/own/', { tenant_name: 'Theirs' }, theirs)
    expect(await door.call('GET', '/v1/tenant/own/')).toMatchObject({ body: { tenant_name: 'Own' } })
  })

  it.each<[object, RegExp]>([
    [{ tenant_name: 5 }, /tenant_name: must be a string/],
    [{ properties: [] }, /properties: must be an object/],
    [{ properties: { a: 'x'.repeat(70_000) } }, /properties: must have at most/],
  ])('refuse what cannot be stored', async (body, message) => {
    expect(await door.call('POST', '/v1/tenant/bad/', body)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) },
    })
    expect((await door.call('POST', `/v1/tenant/${'x'.repeat(65)}/`, {})).status).toBe(400)
  })
})
