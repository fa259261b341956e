import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

/** Sends to topics and to everyone, page by page. */
describe('sends to an audience', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    for (const name of ['ann', 'bob', 'carl', 'dora'])
      await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    await test.call('PUT', '/v3/users/ann', test.asOtherApp, {})
  })
  afterAll(() => test.close())

  let topics = 0
  const aTopic = async (users: object[]): Promise<string> => {
    const identifier = `topic-${topics++}`
    await test.call('POST', '/v3/topics', test.asApp, { identifier, name: 'News' })
    if (users.length > 0)
      expect((await test.call('POST', `/v3/topics/${identifier}/users`, test.asApp, { users })).status).toBe(
        200,
      )
    return identifier
  }
  const send = async (body: object) => {
    const sent = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { title: 'News' },
      ...body,
    })
    expect(sent).toMatchObject({ status: 202 })
    const requestId = String(sent.body['requestId'])
    await expanded(test.db, requestId)
    return requestId
  }
  const reached = async (requestId: string): Promise<string[]> => {
    const rows = await test.db.many<{ identifier: string }>`
      select identifier from notification n join app_user u on u.id = n.user_id
      join trigger t on t.id = n.trigger_id where t.request_id = ${requestId}::uuid order by identifier`
    return rows.map(({ identifier }) => identifier)
  }
  const outcomes = (requestId: string) => test.db.many`
    select recipient, reason from outcome o join trigger t on t.id = o.trigger_id
    where t.request_id = ${requestId}::uuid order by recipient`
  const request = async (requestId: string) =>
    (await test.call('GET', `/v3/requests/${requestId}`, test.asApp)).body

  it('reaches everybody who hears of a topic, or is named beside it, once', async () => {
    const [news, offers] = [
      await aTopic([{ identifier: 'ann' }, { identifier: 'bob' }]),
      await aTopic([{ identifier: 'bob' }, { identifier: 'carl' }]),
    ]
    const requestId = await send({
      sendTo: {
        topics: [news, offers, news],
        recipients: ['ann', { identifier: 'eve', plan: 'pro' }, 'who'],
      },
    })
    expect(await reached(requestId)).toEqual(['ann', 'bob', 'carl', 'eve'])
    expect(await outcomes(requestId)).toEqual([{ recipient: 'who', reason: 'unknown_recipient' }])
    expect(await request(requestId)).toMatchObject({
      state: 'done',
      counts: { delivered: 4, skipped: 1, waiting: 0, cancelled: 0, failed: 0 },
    })
  })

  it('leaves out whoever subscribed over other channels, unless they hear of it otherwise', async () => {
    const byEmail = await aTopic([
      { identifier: 'ann', channels: ['email'] },
      { identifier: 'bob', channels: ['email'] },
      { identifier: 'carl', channels: ['email', 'inApp'] },
      { identifier: 'dora', channels: ['email'] },
    ])
    const bySms = await aTopic([
      { identifier: 'ann', channels: ['sms'] },
      { identifier: 'bob', channels: ['inApp'] },
    ])
    const requestId = await send({ sendTo: { topics: [byEmail, bySms], recipients: ['dora'] } })
    expect(await reached(requestId)).toEqual(['bob', 'carl', 'dora'])
    expect(await outcomes(requestId)).toEqual([{ recipient: 'ann', reason: 'channel_not_chosen' }])
  })

  it('puts what is required into the inbox whatever channels a user subscribed over', async () => {
    await test.call('POST', '/v3/categories', test.asApp, {
      identifier: 'law',
      name: 'Law',
      isRequired: true,
    })
    const topic = await aTopic([{ identifier: 'ann', channels: ['email'] }])
    expect(await reached(await send({ sendTo: { topics: [topic] }, category: 'law' }))).toEqual(['ann'])
  })

  it('applies preferences', async () => {
    await test.call('POST', '/v3/categories', test.asApp, { identifier: 'offers', name: 'Offers' })
    const categories = (await test.call('GET', '/v3/categories', test.asApp)).body as unknown as {
      id: number
      identifier: string
    }[]
    const categoryId = categories.find(({ identifier }) => identifier === 'offers')?.id
    const preference = [{ categoryId, channels: [{ channel: 'inApp', enabled: false }] }]
    await test.call('PATCH', '/v3/preferences', test.asUser('bob'), { preference })
    const topic = await aTopic([{ identifier: 'ann' }, { identifier: 'bob' }])
    const requestId = await send({ sendTo: { topics: [topic] }, category: 'offers' })
    expect(await reached(requestId)).toEqual(['ann'])
    expect(await outcomes(requestId)).toEqual([{ recipient: 'bob', reason: 'preference_off' }])
    expect(await request(requestId)).toMatchObject({ counts: { delivered: 1, skipped: 1 } })
  })

  it('goes to nobody where nobody subscribed', async () => {
    const requestId = await send({ sendTo: { topics: [await aTopic([])] } })
    expect(await request(requestId)).toMatchObject({ state: 'done', counts: { delivered: 0, skipped: 0 } })
  })

  it('refuses a topic that there is not in this app, and writes nothing', async () => {
    await test.call('POST', '/v3/topics', test.asOtherApp, { identifier: 'theirs', name: 'Theirs' })
    const before = await test.db.one`select count(*) n from trigger`
    const known = await aTopic([])
    expect(
      await test.call('POST', '/v3/notifications', test.asApp, {
        notification: { title: 'x' },
        sendTo: { topics: [known, 'theirs'] },
      }),
    ).toMatchObject({
      status: 404,
      body: { code: 'topic_not_found', fields: [{ field: 'sendTo.topics[1]' }] },
    })
    expect(await test.db.one`select count(*) n from trigger`).toEqual(before)
  })

  it('reaches a few thousand users of this app and nobody else’s, each once, page by page', async () => {
    const many = 12_345
    await test.db.run`
      insert into app_user (app_id, identifier, profile_at, created_at)
      select id, 'many-' || n, now(), now() from app, generate_series(1, ${many}::int) n where api_key = 'shop'`
    await test.db.run`
      insert into feed (user_id) select id from app_user where identifier like 'many-%'`
    const users = await test.db.one<{ n: number }>`
      select count(*) n from app_user u join app a on a.id = u.app_id where api_key = 'shop'`
    const requestId = await send({ sendTo: { everyone: true } })
    const got = await test.db.one`
      select count(*) n, count(distinct user_id) users, bool_and(a.api_key = 'shop') is_ours
      from notification n join trigger t on t.id = n.trigger_id join app_user u on u.id = n.user_id
      join app a on a.id = u.app_id where t.request_id = ${requestId}::uuid`
    expect(got).toEqual({ n: users?.n, users: users?.n, is_ours: true })
    expect(await request(requestId)).toMatchObject({ state: 'done', counts: { delivered: users?.n } })
    const jobs = await test.db.many<{ name: string }>`
      select name from inboxkit_jobs.job, trigger
      where data->'triggerIds' = jsonb_build_array(trigger.id) and request_id = ${requestId}::uuid
      order by created_on`
    expect(jobs.map(({ name }) => name)).toEqual(['trigger.expand', 'trigger.pages', 'trigger.pages'])
  })
})
