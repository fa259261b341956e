import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { useWorld } from './world.js'

const world = useWorld()
const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`
const active = (value: unknown) => ({ value, status: 'active', perma_status: 'active' })

describe('@suprsend/node-sdk 1.15.1', () => {
  it('keeps users', async () => {
    const { users } = world.client()
    const ann = unique('ann@shop/')
    await expect(users.get(ann)).rejects.toThrow(/^404: No such user/)
    expect(await users.upsert(ann, { name: 'Ann', $email: ['ann@shop.test'] })).toMatchObject({
      distinct_id: ann,
      properties: { name: 'Ann' },
      $email: [active('ann@shop.test')],
    })
    const edit = users.get_edit_instance(ann)
    edit.set('plan', 'pro')
    edit.set_once('plan', 'basic')
    edit.increment('visits', 2)
    edit.append('tags', 'vip')
    edit.set_preferred_language('de')
    edit.set_timezone('Europe/Berlin')
    edit.add_sms('+14155552671')
    edit.add_whatsapp('+14155552671')
    edit.add_androidpush('android', 'fcm')
    edit.add_iospush('ios', 'apns')
    edit.add_slack({ email: 'ann@shop.test', access_token: 'xoxb-1' })
    edit.remove_email('ann@shop.test')
    edit.add_email('new@shop.test')
    expect(await users.edit(edit)).toMatchObject({
      properties: { name: 'Ann', plan: 'pro', visits: 2, tags: ['vip'] },
      $preferred_language: 'de',
      $timezone: 'Europe/Berlin',
      $email: [active('new@shop.test')],
      $sms: [active('+14155552671')],
      $whatsapp: [active('+14155552671')],
      $androidpush: [active('android')],
      $iospush: [active('ios')],
      $slack: [{ status: 'active' }],
    })
    expect(await users.edit(ann, { name: 'Anna' })).toMatchObject({
      properties: { name: 'Anna', plan: 'pro' },
    })
    expect(await users.get(ann)).toMatchObject({ distinct_id: ann, properties: { name: 'Anna' } })
    expect(await users.delete(ann)).toEqual({ success: true, status_code: 204 })
    expect(await world.profile(ann)).toBeNull()
  })

  it('keeps tenants, and brands', async () => {
    const { tenants, brands } = world.client()
    const north = unique('north')
    await expect(tenants.get(north)).rejects.toThrow(/^404: /)
    const given = { tenant_name: 'North', logo: 'https://shop.test/n.png', properties: { plan: 'pro' } }
    expect(await tenants.upsert(north, given)).toMatchObject({ tenant_id: north, ...given })
    expect(await tenants.get(north)).toMatchObject({ tenant_id: north, ...given })
    expect(await tenants.list({ limit: 5 })).toMatchObject({
      meta: { count: 1, limit: 5, offset: 0 },
      results: [{ tenant_id: north }],
    })
    expect(await brands.upsert(north, { brand_name: 'The North' })).toMatchObject({ brand_id: north })
    expect(await brands.get(north)).toMatchObject({ brand_name: 'The North', properties: { plan: 'pro' } })
    expect(await brands.list()).toMatchObject({ results: [{ brand_id: north }] })
  })

  it('of another app sees none of them', async () => {
    const theirs = world.client(world.other.key, world.other.secret)
    const bob = unique('bob')
    await world.client().users.upsert(bob, { plan: 'pro' })
    await expect(theirs.users.get(bob)).rejects.toThrow(/^404: /)
    expect(await theirs.tenants.list()).toMatchObject({ meta: { count: 0 }, results: [] })
  })
})
