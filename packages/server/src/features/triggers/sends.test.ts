import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

describe('sends', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
  })
  afterAll(() => test.close())

  const send = (body: object, headers: Record<string, string> = {}) =>
    test.call('POST', '/v3/notifications', { ...test.asApp, ...headers }, body)
  const total = async (name: string) =>
    ((await test.call('GET', '/v3/notifications', test.asUser(name))).body['counts'] as { total: number })
      .total

  it('carries the content of the contract’s example', async () => {
    const sent = await send({
      notification: { title: 'Order 77 shipped', message: 'Arrives Friday', url: 'https://shop.test/o/77' },
      sendTo: { recipients: ['ann', { identifier: 'bob', email: 'bob@shop.test', plan: 'pro' }] },
      category: 'orders',
      data: { orderId: 77 },
    })
    expect(sent).toMatchObject({ status: 202, body: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } })
    await expanded(test.db, String(sent.body['requestId']))
    for (const name of ['ann', 'bob'])
      expect((await test.call('GET', '/v3/notifications', test.asUser(name))).body.data).toMatchObject([
        {
          title: 'Order 77 shipped',
          message: 'Arrives Friday',
          icon: null,
          url: 'https://shop.test/o/77',
          data: { orderId: 77 },
          category: { identifier: 'orders' },
          blocks: [],
          seenAt: null,
          clickedAt: null,
          state: null,
        },
      ])
    expect((await test.call('PUT', '/v3/users/bob', test.asApp, {})).body).toMatchObject({
      profile: { email: 'bob@shop.test', plan: 'pro' },
    })
  })

  it('drops unknown plain recipients and notes why', async () => {
    const sent = await send({ notification: { title: 'Hi' }, sendTo: { recipients: ['nobody-knows'] } })
    expect(sent.status).toBe(202)
    await expanded(test.db, String(sent.body['requestId']))
    const noted = await test.db.one`
      select recipient, reason from outcome o join trigger t on t.id = o.trigger_id
      where t.request_id = ${sent.body['requestId']}::uuid`
    expect(noted).toEqual({ recipient: 'nobody-knows', reason: 'unknown_recipient' })
  })

  it('delivers once to a recipient who is named twice', async () => {
    const sent = await send({
      notification: { title: 'x' },
      sendTo: { recipients: [{ identifier: 'carl', a: 1 }, 'carl', { identifier: 'carl', b: 2 }] },
    })
    await expanded(test.db, String(sent.body['requestId']))
    expect(await total('carl')).toBe(1)
    expect((await test.call('PUT', '/v3/users/carl', test.asApp, {})).body).toMatchObject({
      profile: { a: 1, b: 2 },
    })
  })

  it('takes the older spelling of recipients', async () => {
    const sent = await send({ notification: { title: 'Old' }, recipients: ['ann'] })
    expect(sent.status).toBe(202)
  })

  it('answers a repeated Idempotency-Key with the first answer, and delivers once', async () => {
    await test.call('PUT', '/v3/users/dora', test.asApp, {})
    const body = { notification: { title: 'Once' }, sendTo: { recipients: ['dora'] } }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(body, { 'idempotency-key': 'k-1' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(new Set(answers.map(({ body: answer }) => answer['requestId'])).size).toBe(1)
    await expanded(test.db, String(answers[0]?.body['requestId']))
    expect(await total('dora')).toBe(1)
    const other = await send({ ...body, notification: { title: 'Other' } }, { 'idempotency-key': 'k-1' })
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
  })

  it('does not use a key up with a refused request', async () => {
    const bad = await send(
      { notification: { title: 5 }, sendTo: { recipients: ['ann'] } },
      { 'idempotency-key': 'k-2' },
    )
    expect(bad.status).toBe(400)
    const good = await send(
      { notification: { title: 'Now right' }, sendTo: { recipients: ['ann'] } },
      { 'idempotency-key': 'k-2' },
    )
    expect(good.status).toBe(202)
  })

  it('reaches a thousand recipients, and refuses one more', async () => {
    const recipients = Array.from({ length: 1000 }, (_, at) => ({ identifier: `many-${at}` }))
    const sent = await send({ notification: { title: 'All' }, sendTo: { recipients } })
    await expanded(test.db, String(sent.body['requestId']))
    expect(await total('many-999')).toBe(1)
    expect(
      await send({ notification: { title: 'All' }, sendTo: { recipients: [...recipients, 'ann'] } }),
    ).toMatchObject({
      status: 400,
      body: { code: 'too_many_recipients', fields: [{ field: 'sendTo.recipients' }] },
    })
  })

  it('holds a send until its time', async () => {
    const sent = await send({
      notification: { title: 'Later' },
      sendTo: { recipients: ['ann'] },
      sendAt: new Date(test.clock.now().getTime() + 60_000).toISOString(),
    })
    expect(sent.status).toBe(202)
    const before = await total('ann')
    test.clock.advance(59_000)
    await test.send(['ann'], { title: 'Meanwhile' })
    expect(await total('ann')).toBe(before + 1)
    test.clock.advance(1_500)
    await expanded(test.db, String(sent.body['requestId']))
    expect(await total('ann')).toBe(before + 2)
    expect(
      await send({ notification: { title: 'x' }, sendTo: { recipients: ['ann'] }, sendAt: 'soon' }),
    ).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'sendAt' }] },
    })
  })

  it('sends at once what was to be sent in the past, and shows when that was', async () => {
    await test.call('PUT', '/v3/users/past', test.asApp, {})
    const sendAt = '2020-01-01T01:00:00+01:00'
    const sent = await send({ notification: { title: 'Late' }, sendTo: { recipients: ['past'] }, sendAt })
    await expanded(test.db, String(sent.body['requestId']))
    expect(await total('past')).toBe(1)
    const request = await test.call('GET', `/v3/requests/${sent.body['requestId']}`, test.asApp)
    expect(request.body).toMatchObject({ state: 'done', sendAt: '2020-01-01T00:00:00.000Z' })
  })

  it('delivers sends that arrive together once each, and holds only those whose time has not come', async () => {
    await test.call('PUT', '/v3/users/crowd', test.asApp, {})
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    const bodyOf = (at: number) => ({
      notification: { title: `Number ${at}` },
      sendTo: { recipients: ['crowd'] },
      ...(at % 10 === 0 ? { sendAt: tomorrow } : {}),
    })
    const sent = await Promise.all(Array.from({ length: 40 }, (_, at) => send(bodyOf(at))))
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([202]))
    for (const [at, { body }] of sent.entries())
      if (at % 10 !== 0) await expanded(test.db, String(body['requestId']))
    expect(await total('crowd')).toBe(36)
  })

  it('gives an inline attribute way to one that was written later', async () => {
    await test.call('PUT', '/v3/users/eve', test.asApp, { plan: 'free', city: 'Oslo' })
    const earlier = new Date(test.clock.now().getTime() - 60_000)
    const { saveUsers } = await import('../users/service.js')
    const app = await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`
    const late = { identifier: 'eve', profile: { plan: 'pro', team: 'red' } }
    const [eve] = await saveUsers(test.db, app?.id ?? 0, [late], earlier)
    expect(eve?.profile).toEqual({ plan: 'free', city: 'Oslo', team: 'red' })
  })

  it('brings nobody back who was deleted since it was accepted, and makes those anew who are named later', async () => {
    await test.call('PUT', '/v3/users/gone', test.asApp, { plan: 'pro' })
    const acceptedAt = test.clock.now()
    test.clock.advance(1000)
    expect((await test.call('DELETE', '/v3/users/gone', test.asApp)).status).toBe(202)
    const { saveUsers } = await import('../users/service.js')
    const app = await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`
    const inline = { identifier: 'gone', profile: { plan: 'free' } }
    expect(await saveUsers(test.db, app?.id ?? 0, [inline], acceptedAt)).toEqual([])
    expect((await test.call('GET', '/v3/users/gone', test.asApp)).status).toBe(404)

    test.clock.advance(1000)
    const sendTo = { recipients: [{ identifier: 'gone', plan: 'new' }] }
    const sent = await send({ notification: { title: 'Welcome back' }, sendTo })
    await expanded(test.db, String(sent.body['requestId']))
    const again = await test.call('GET', '/v3/users/gone', test.asApp)
    expect(again.body).toMatchObject({ profile: { plan: 'new' } })
    expect(await total('gone')).toBe(1)
  })
})
