import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

/** What sends say: literally, by template, and replaced for the inbox. */
describe('the content of a send', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, { firstName: 'Ann', language: 'de' })
    await test.call('PUT', '/v3/users/bob', test.asApp, { firstName: 'Bob' })
    await publish('shipped', 'Order {{data.orderId}} shipped, {{recipient.firstName}}')
  })
  afterAll(() => test.close())

  const publish = async (slug: string, title: string, rest: object = {}, headers = test.asApp) => {
    const body = { name: slug, channels: { inApp: { title, ...rest } } }
    const answer = await test.call('PUT', `/v3/templates/${slug}`, headers, body)
    expect(answer.status).toBe(200)
    return answer.body as unknown as { id: number; version: number }
  }
  const post = (body: object) =>
    test.call('POST', '/v3/notifications', test.asApp, { sendTo: { recipients: ['ann'] }, ...body })
  const send = async (body: object): Promise<string> => {
    const sent = await post(body)
    expect(sent).toMatchObject({ status: 202 })
    await expanded(test.db, String(sent.body['requestId']))
    return String(sent.body['requestId'])
  }
  const newest = async (name = 'ann') =>
    (await test.call('GET', '/v3/notifications?limit=1', test.asUser(name))).body.data?.[0]
  const outcomes = (requestId: string) => test.db.many`
    select recipient, reason from outcome o join trigger t on t.id = o.trigger_id
    where t.request_id = ${requestId}::uuid order by recipient`

  it('is taken literally, with blocks', async () => {
    const blocks = [
      { id: 'b1', type: 'button', variant: 'primary', text: 'Track', link: 'https://shop.test/t' },
    ]
    await send({ notification: { title: '{{data.x}} & <b>', message: 'm', blocks }, data: { x: 1 } })
    expect(await newest()).toMatchObject({ title: '{{data.x}} & <b>', message: 'm', blocks, data: { x: 1 } })
  })

  it('is what the inbox is to say instead, where it says something else', async () => {
    const content = {
      inApp: { content: { title: 'Short', url: '/short' } },
      email: { content: { subject: 'x' } },
    }
    await send({ notification: { title: 'Long', message: 'kept', url: '/long', content } })
    expect(await newest()).toMatchObject({ title: 'Short', message: 'kept', url: '/short' })
  })

  it('comes from both places of data, and without attachments', async () => {
    const attachments = [{ name: 'a.pdf', contentType: 'application/pdf', content: 'aGVsbG8=' }]
    const requestId = await send({
      notification: { title: 'x', data: { b: 2, own: true } },
      data: { a: 1, b: 1, attachments },
    })
    expect(await newest()).toMatchObject({ data: { a: 1, b: 2, own: true } })
    const kept = await test.db.one`
      select content->'attachments' attachments from trigger where request_id = ${requestId}::uuid`
    expect(kept).toEqual({ attachments })
    await send({ notification: { title: 'x' }, data: { attachments } })
    expect(await newest()).toMatchObject({ data: null })
  })

  it('does not go into the inbox when other channels are chosen', async () => {
    const before = await newest()
    const requestId = await send({
      notification: { title: 'x' },
      override: { channels: ['email'], fcm: { a: 1 } },
    })
    expect(await newest()).toEqual(before)
    expect(await outcomes(requestId)).toEqual([{ recipient: 'ann', reason: 'channel_not_chosen' }])
    expect(
      await test.db.one`select content->'override' o from trigger where request_id = ${requestId}::uuid`,
    ).toEqual({ o: { channels: ['email'], fcm: { a: 1 } } })
    await send({ notification: { title: 'chosen' }, override: { channels: ['inApp', 'email'] } })
    expect(await newest()).toMatchObject({ title: 'chosen' })
  })

  it('is rendered from a template for each recipient, by slug, version and id', async () => {
    const everybody = { sendTo: { recipients: ['ann', 'bob'] }, data: { orderId: 77 } }
    await send({ notification: { templateIdentifier: 'shipped' }, ...everybody })
    expect(await newest('ann')).toMatchObject({ title: 'Order 77 shipped, Ann', data: { orderId: 77 } })
    expect(await newest('bob')).toMatchObject({ title: 'Order 77 shipped, Bob' })

    const { id, version } = await publish('shipped', 'On its way: {{orderId}}', { url: '/o/{{orderId}}' })
    expect(version).toBe(2)
    await send({ notification: { templateId: id }, ...everybody })
    expect(await newest('bob')).toMatchObject({ title: 'On its way: 77', url: '/o/77' })
    await send({ notification: { templateIdentifier: 'shipped@1' }, ...everybody })
    expect(await newest('bob')).toMatchObject({ title: 'Order 77 shipped, Bob' })
  })

  it('is the template’s, but for what the inbox is to say instead', async () => {
    await publish('base', 'From the template', { message: 'also' })
    const content = { inApp: { content: { title: 'Replaced' } } }
    await send({ notification: { templateIdentifier: 'base', content } })
    expect(await newest()).toMatchObject({ title: 'Replaced', message: 'also' })
  })

  it('is the version that was the latest when it was accepted', async () => {
    await publish('promised', 'First')
    const sendAt = new Date(test.clock.now().getTime() + 1000).toISOString()
    const sent = await post({ notification: { templateIdentifier: 'promised' }, sendAt })
    await publish('promised', 'Second')
    test.clock.advance(1500)
    await expanded(test.db, String(sent.body['requestId']))
    expect(await newest()).toMatchObject({ title: 'First' })
  })

  it('leaves out those for whom it cannot be rendered, and delivers to the others', async () => {
    await publish('site', 'Your site', { url: '{{recipient.site}}' })
    await test.call('PUT', '/v3/users/carl', test.asApp, { site: 'javascript:alert(1)' })
    await test.call('PUT', '/v3/users/dora', test.asApp, { site: 'https://dora.test' })
    const requestId = await send({
      notification: { templateIdentifier: 'site' },
      sendTo: { recipients: ['carl', 'dora'] },
    })
    expect(await newest('dora')).toMatchObject({ title: 'Your site', url: 'https://dora.test' })
    expect(await outcomes(requestId)).toEqual([{ recipient: 'carl', reason: 'render_failed' }])
    expect((await test.call('GET', `/v3/requests/${requestId}`, test.asApp)).body).toMatchObject({
      counts: { delivered: 1, failed: 1 },
      recipients: { data: [{ identifier: 'dora' }, { outcome: 'failed', reason: 'render_failed' }] },
    })
  })

  it('goes by template to an audience as well', async () => {
    await test.call('POST', '/v3/topics', test.asApp, { identifier: 'news', name: 'News' })
    const users = ['ann', 'bob', 'carl'].map((identifier) => ({ identifier }))
    await test.call('POST', '/v3/topics/news/users', test.asApp, { users })
    await publish('hello', 'Hello {{#if (eq recipient.identifier "carl")}}{{#each data}}{{/each}}{{/if}}', {
      url: '{{recipient.site}}',
    })
    const requestId = await send({
      notification: { templateIdentifier: 'hello' },
      sendTo: { topics: ['news'] },
    })
    expect(await outcomes(requestId)).toEqual([{ recipient: 'carl', reason: 'render_failed' }])
    expect((await test.call('GET', `/v3/requests/${requestId}`, test.asApp)).body).toMatchObject({
      counts: { delivered: 2, failed: 1 },
    })
  })

  it.each([
    ['a template id', { templateId: 999_999 }, 'template_not_found'],
    ['a template', { templateIdentifier: 'nothing' }, 'template_not_found'],
    ['a version', { templateIdentifier: 'shipped@99' }, 'template_not_found'],
    ['another app’s template', { templateIdentifier: 'theirs' }, 'template_not_found'],
    ['a workflow', { workflow: { identifier: 'nothing' } }, 'workflow_not_found'],
  ])('is refused when there is not such %s', async (_, notification, code) => {
    await publish('theirs', 'Theirs', {}, test.asOtherApp)
    const before = await test.db.one`select count(*) n from trigger`
    expect(await post({ notification })).toMatchObject({ status: 404, body: { code } })
    expect(await test.db.one`select count(*) n from trigger`).toEqual(before)
  })
})
