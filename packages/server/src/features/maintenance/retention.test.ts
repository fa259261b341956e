import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { eventually, say, type WorkflowTest, workflowsOn } from '../../testing/workflows.js'
import { createRetention } from './retention.js'

describe('what is over', () => {
  let test: TestServer
  let flows: WorkflowTest
  beforeAll(async () => {
    test = await openTestServer()
    flows = workflowsOn(test)
    await flows.publish('told', [say('Told')])
    await flows.publish('later', [{ type: 'delay', for: '90d' }, say('Later')])
    await flows.publish('mailed', [
      { type: 'send', channel: 'email', template: { subject: 'Hello', text: 'Hello' } },
    ])
    await flows.publish('gathered', [
      { type: 'batch', for: '1d' },
      { type: 'delay', for: '60d' },
      say('{{#each batch.items}}{{n}} {{/each}}'),
    ])
  })
  afterAll(() => test.close())
  let ann = ''
  beforeEach(async () => {
    ann = await flows.someone({ email: 'ann@example.test' })
  })

  const status = async (requestId: string) =>
    (await test.call('GET', `/v3/requests/${requestId}`, test.asApp)).status
  const summary = async (requestId: string) =>
    (await test.call('GET', `/v3/requests/${requestId}`, test.asApp)).body
  const left = async (requestId: string): Promise<object | undefined> =>
    test.db.one`
      select (select count(*) from trigger where request_id = ${requestId}::uuid) requests,
        (select count(*) from run r where not exists (select from trigger where id = r.trigger_id)) runs,
        (select count(*) from delivery d where not exists (select from trigger where id = d.trigger_id)) deliveries,
        (select count(*) from outcome o where not exists (select from trigger where id = o.trigger_id)) outcomes`
  const nothing = { requests: 0, runs: 0, deliveries: 0, outcomes: 0 }
  const feed = async () => {
    const { body } = await test.call('GET', '/v3/notifications', test.asUser(ann))
    return { epoch: body['epoch'], seq: body['seq'], counts: body['counts'], items: body.data?.length }
  }
  /** Retention as of now, whatever ran meanwhile. */
  const retain = (settings = {}) => createRetention(test.db, settings)(test.clock.now())

  it('goes after 30 days with its runs, deliveries and outcomes, and what is in the inbox stays', async () => {
    const requests = [await flows.trigger('told', [ann, 'nobody']), await flows.trigger('mailed', [ann])]
    await test.send([ann], { title: 'Sent' })
    await test.settle()
    const before = await feed()
    expect(before).toMatchObject({ items: 2 })
    await test.advance('29d')
    await retain()
    for (const id of requests) expect(await status(id)).toBe(200)
    await test.advance('2d')
    await retain()
    for (const id of requests) {
      expect(await status(id)).toBe(404)
      expect(await left(id)).toEqual(nothing)
    }
    expect(await feed()).toEqual(before)
    expect((await test.call('GET', `/v3/activity?userIdentifier=${ann}`, test.asApp)).body.data).toEqual([])
  })

  it('stays as long as anything of it is waited for, all of it, and goes 30 days after its end', async () => {
    const bob = await flows.someone()
    const id = await flows.trigger('later', [ann, bob], { cancellationKey: `key-${ann}` })
    await test.settle()
    await flows.cancel('later', `key-${ann}`, [bob])
    await test.advance('60d')
    await retain()
    expect(await summary(id)).toMatchObject({ state: 'waiting', counts: { waiting: 1, cancelled: 1 } })
    await test.advance('31d')
    await retain()
    expect(await flows.titles(ann)).toEqual(['Later'])
    expect(await summary(id)).toMatchObject({ state: 'done', counts: { delivered: 1, cancelled: 1 } })
    await test.advance('31d')
    await retain()
    expect(await left(id)).toEqual(nothing)
  })

  it('stays as long as a batch that it is in goes on', async () => {
    const first = await flows.trigger('gathered', [ann], { data: { n: 'one' } })
    await test.settle()
    const second = await flows.trigger('gathered', [ann], { data: { n: 'two' } })
    await test.advance('40d')
    await retain()
    // The second is over since its batch was closed, and the first still needs what it said.
    expect([await status(first), await status(second)]).toEqual([200, 200])
    await test.advance('30d')
    expect(await flows.titles(ann)).toEqual(['one two '])
    await test.advance('31d')
    await retain()
    expect([await left(first), await left(second)]).toEqual([nothing, nothing])
  })

  it('does not include a send that is for later', async () => {
    const { body } = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { title: 'In a while' },
      sendTo: { recipients: [ann] },
      sendAt: new Date(test.clock.now().getTime() + 50 * 86_400_000).toISOString(),
    })
    await test.advance('45d')
    await retain({ retentionDays: 1 })
    expect(await status(String(body['requestId']))).toBe(200)
    await test.advance('6d')
    expect(await flows.titles(ann)).toEqual(['In a while'])
  })

  it('goes from page to page, and by itself', async () => {
    const before = new Date(test.clock.now().getTime() - 40 * 86_400_000)
    await test.db.run`
      with sent as (
        insert into trigger (app_id, request_id, content, recipients, accepted_at, expanded_at)
        select a.id, gen_random_uuid(), '{"title": "Old", "name": "of old"}', '[]', ${before}::timestamptz,
          ${before}::timestamptz
        from app a cross join generate_series(1, 2500) where a.api_key = 'shop' returning id
      )
      insert into run (trigger_id, user_id, state, created_at, ended_at)
      select id, n, 'done', ${before}::timestamptz, ${before}::timestamptz
      from sent cross join generate_series(1, 2) n`
    const count = () => test.db.one`
      select count(*) n from trigger where content ->> 'name' = 'of old'`
    expect(await count()).toEqual({ n: 2500 })
    // Its own walk may have been at its end an hour ago.
    await test.advance('2h')
    await eventually(async () => expect(await count()).toEqual({ n: 0 }))
    expect(
      await test.db.one`select count(*) n from run where user_id in (1, 2) and ended_at = ${before}`,
    ).toEqual({
      n: 0,
    })
  })

  it('includes what webhooks were told, and not what they are still to be told', async () => {
    const old = new Date(test.clock.now().getTime() - 31 * 86_400_000)
    await test.db.run`
      insert into status_event (app_id, event_id, user_id, url, body, until, state, created_at, ended_at)
      select a.id, gen_random_uuid(), 1, 'https://hook.example.test', '{}', ${old}::timestamptz + interval '90 days',
        state, ${old}::timestamptz, case when state <> 'pending' then ${old}::timestamptz end
      from app a cross join unnest('{sent,failed,pending}'::text[]) state where a.api_key = 'shop'`
    await retain()
    expect(await test.db.many`select state from status_event where created_at = ${old}`).toEqual([
      { state: 'pending' },
    ])
  })
})

describe('notificationDays', () => {
  it('empties the inbox as expiry does: counted, told, in the order of seq', async () => {
    const test = await openTestServer({ notificationDays: 10 })
    const flows = workflowsOn(test)
    const ann = await flows.someone()
    await test.send([ann], { title: 'Old' })
    const [pinned] = await test.send([ann], { title: 'Old and pinned' })
    await test.call('POST', `/v3/notifications/${pinned}/pin`, test.asUser(ann))
    await test.advance('9d')
    await test.send([ann], { title: 'New' })
    const { body } = await test.call('GET', '/v3/notifications', test.asUser(ann))
    expect(await flows.titles(ann)).toHaveLength(3)
    test.clock.jump(2 * 86_400_000)
    // Maintenance finds them old; the sweep after it takes them out.
    await eventually(async () =>
      expect(await test.db.one`select count(*) n from notification where expires_at is not null`).toEqual({
        n: 2,
      }),
    )
    await test.settle()
    expect(await flows.titles(ann)).toEqual(['New'])
    const changes = await test.call(
      'GET',
      `/v3/notifications/changes?epoch=${String(body['epoch'])}&since=${String(body['seq'])}`,
      test.asUser(ann),
    )
    const to = Number(body['seq']) + 2
    expect(changes.body).toMatchObject({ reset: false, seq: to, counts: { total: 1, unread: 1, unseen: 1 } })
    expect(changes.body['changes']).toHaveLength(2)
    await test.close()
  })

  it('is for ever unless it is set', async () => {
    const test = await openTestServer()
    const flows = workflowsOn(test)
    const ann = await flows.someone()
    await test.send([ann], { title: 'Old' })
    await test.advance('300d')
    expect(await flows.titles(ann)).toEqual(['Old'])
    await test.close()
  })
})
