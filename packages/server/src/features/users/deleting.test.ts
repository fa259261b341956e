import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

describe('deleting a user', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('POST', '/v3/users/bulk', test.asApp, {
      users: [{ identifier: 'ann' }, { identifier: 'bob' }],
    })
    await test.call('PUT', '/v3/users/ann', test.asOtherApp, { plan: 'pro' })
  })
  afterAll(() => test.close())

  const remove = (identifier: string, as = test.asApp) =>
    test.call('DELETE', `/v3/users/${encodeURIComponent(identifier)}`, as)

  /** Tables with rows of a user, by our id. */
  const tables = async (userId: number): Promise<string[]> => {
    const holders = await test.db.many<{ name: string }>`
      select table_name name from information_schema.columns
      where column_name = 'user_id' and table_schema = current_schema() order by table_name`
    const found: string[] = []
    for (const { name } of holders) {
      const strings = Object.assign([`select 1 from ${name} where user_id = `, ''], {
        raw: [],
      }) as unknown as TemplateStringsArray
      if (await test.db.one(strings, userId)) found.push(name)
    }
    return found
  }
  const idOf = async (identifier: string) =>
    (
      await test.db.one<{ id: number }>`
        select u.id from app_user u join app a on a.id = u.app_id
        where a.api_key = 'shop' and identifier = ${identifier}`
    )?.id ?? 0

  /** One row in each table that knows of users. */
  const fill = async (identifier: string): Promise<number> => {
    await test.send([identifier])
    const user = test.asUser(identifier)
    await test.call('POST', '/v3/sdk/connect', { ...user, 'x-engagespot-device-id': `${identifier}-phone` })
    const userId = await idOf(identifier)
    await test.call('POST', '/v3/notifications/batch', user, {
      operations: [{ operationId: crypto.randomUUID(), verb: 'seenAll', throughSeq: 1 }],
    })
    await test.db.run`
      insert into category (app_id, identifier, name, created_at, updated_at)
      select app_id, 'orders', 'Orders', now(), now() from app_user where id = ${userId}
      on conflict do nothing`
    await test.db.run`
      insert into preference (user_id, category_id, channel, is_enabled, updated_at)
      select ${userId}, id, 'inApp', true, now() from category where identifier = 'orders'`
    await test.call('PATCH', `/v3/users/${identifier}/preferences/channels`, test.asApp, {
      channels: [{ channel: 'sms', enabled: false }],
    })
    await test.call('PUT', '/v3/tenants/acme', test.asApp, { name: 'Acme' })
    await test.call('PUT', '/v3/workflows/digest', test.asApp, {
      name: 'Digest',
      steps: [{ type: 'batch', for: '1h', choices: ['1h', '1d'] }],
    })
    await test.call('PATCH', '/v3/preferences/page?tenant=acme', user, {
      digests: [{ workflow: 'digest', choice: '1d' }],
      channels: [{ channel: 'sms', enabled: false }],
    })
    await test.call('PUT', `/v3/users/${identifier}/preferences/quiet-hours`, test.asApp, { schedule: {} })
    await test.db.run`
      insert into topic (app_id, identifier, name, created_at, updated_at)
      select app_id, 'news', 'News', now(), now() from app_user where id = ${userId} on conflict do nothing`
    await test.db.run`
      insert into topic_user (topic_id, user_id, created_at)
      select id, ${userId}, now() from topic where identifier = 'news'`
    await test.db.run`
      insert into run (trigger_id, user_id, workflow_version_id, state, created_at)
      values (${userId}, ${userId}, 1, 'waiting', now())`
    await test.call('PUT', `/v3/users/${identifier}/channels/sms`, test.asApp, {
      addresses: [{ phoneNumber: '+16020000000' }],
    })
    await test.db.run`
      insert into delivery (
        app_id, trigger_id, run_id, user_id, step, channel, address_hash, content, state, created_at
      )
      select app_id, 0, id, id, 0, 'sms', sha256('x'), '{}', 'failed', now() from app_user where id = ${userId}`
    await test.db.run`
      insert into status_event (app_id, event_id, user_id, url, body, until, state, created_at)
      select app_id, gen_random_uuid(), id, 'https://shop.test', '{}', now(), 'sent', now()
      from app_user where id = ${userId}`
    return userId
  }

  it('removes everything that is theirs, and nothing of anybody else', async () => {
    const ann = await fill('ann')
    const bob = await fill('bob')
    const everywhere = await tables(ann)
    expect(everywhere).toEqual(
      expect.arrayContaining([
        'address',
        'channel_preference',
        'delivery',
        'device',
        'digest_choice',
        'feed',
        'notification',
        'operation',
        'preference',
        'quiet_hours',
        'run',
        'status_event',
        'tenant_preference',
        'topic_user',
      ]),
    )
    expect(await tables(bob)).toEqual(everywhere)

    expect(await remove('ann')).toMatchObject({ status: 202, body: { message: expect.any(String) } })
    expect(await tables(ann)).toEqual([])
    expect(await tables(bob)).toEqual(everywhere)
    expect(await test.call('GET', '/v3/users/ann', test.asApp)).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
    expect((await test.call('GET', '/v3/users/ann', test.asOtherApp)).body['profile']).toEqual({
      plan: 'pro',
    })
  })

  it('removes what is known of sends that did not reach them, in that app only', async () => {
    const toZoe = { notification: { title: 'Hi' }, sendTo: { recipients: ['zoe', 'yan'] } }
    for (const app of [test.asApp, test.asOtherApp]) {
      const sent = await test.call('POST', '/v3/notifications', app, toZoe)
      await expanded(test.db, String(sent.body['requestId']))
    }
    await test.call('PUT', '/v3/users/zoe', test.asApp)
    expect((await remove('zoe')).status).toBe(202)
    const left = await test.db.many`
      select a.api_key, o.recipient from outcome o join trigger t on t.id = o.trigger_id join app a on a.id = t.app_id
      where o.recipient in ('zoe', 'yan') order by 1, 2`
    expect(left).toEqual([
      { api_key: 'other', recipient: 'yan' },
      { api_key: 'other', recipient: 'zoe' },
      { api_key: 'shop', recipient: 'yan' },
    ])
  })

  it('answers 404 for whom nobody knows, and the second time', async () => {
    await test.call('PUT', '/v3/users/cleo', test.asApp, {})
    expect((await remove('cleo')).status).toBe(202)
    for (const identifier of ['cleo', 'unheard-of'])
      expect(await remove(identifier)).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
  })

  it('happens once when it is asked for twice at the same time', async () => {
    await test.call('PUT', '/v3/users/dan', test.asApp, {})
    const statuses = (await Promise.all([remove('dan'), remove('dan')])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([202, 404])
  })

  it('lets the same identifier start afresh', async () => {
    await test.call('PUT', '/v3/users/eve', test.asApp, { plan: 'pro' })
    await test.send(['eve'])
    await remove('eve')
    expect((await test.call('PUT', '/v3/users/eve', test.asApp)).body['profile']).toEqual({})
    expect((await test.call('GET', '/v3/notifications', test.asUser('eve'))).body).toMatchObject({
      data: [],
      unreadCount: 0,
    })
  })
})
