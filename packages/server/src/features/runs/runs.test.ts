import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { eventually, say, type WorkflowTest, workflowsOn } from '../../testing/workflows.js'

// Every advance runs the timers of the whole server: delays are short here.
const minuteMs = 60_000

let test: TestServer
let work: WorkflowTest
beforeAll(async () => {
  test = await openTestServer()
  work = workflowsOn(test)
  await work.users('ann', 'bob')
})
afterAll(() => test.close())

const delay = (fields: object): object => ({ type: 'delay', ...fields })
/** Fresh users per test: their lists begin empty. */
let nth = 0
const someone = async (profile: object = {}): Promise<string> => {
  const name = `user-${++nth}`
  await test.call('PUT', `/v3/users/${name}`, test.asApp, profile)
  return name
}

describe('a run', () => {
  it('performs everything up to its delay, and the rest when that is over, not before, and once', async () => {
    const [ann, bob] = [await someone(), await someone()]
    await work.publish('remind', [say('First {{data.n}}'), say('Second'), delay({ for: '2m' }), say('Third')])
    const id = await work.trigger('remind', [ann, bob], { data: { n: 7 } })
    await work.reach(id, ['waiting', 'waiting'])
    for (const user of [ann, bob]) expect(await work.titles(user)).toEqual(['Second', 'First 7'])
    const [run] = await work.runs(id)
    expect(run).toMatchObject({ step: 3, wakeAt: new Date(test.clock.now().getTime() + 2 * minuteMs) })

    test.clock.advance(2 * minuteMs - 1)
    expect((await work.runs(id)).map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    test.clock.advance(501)
    await work.reach(id, ['done', 'done'])
    for (const user of [ann, bob]) expect(await work.titles(user)).toEqual(['Third', 'Second', 'First 7'])
    test.clock.advance(minuteMs)
    expect(await work.titles(ann)).toHaveLength(3)
  })

  it('counts a delay from the end of the step before, delay after delay', async () => {
    const ann = await someone()
    await work.publish('twice', [
      delay({ for: 60 }),
      say('A'),
      delay({ for: '1m' }),
      delay({ for: '1m30s' }),
      say('B'),
    ])
    const id = await work.trigger('twice', [ann])
    await work.reach(id, ['waiting'])
    const wakes: number[] = []
    const startedAt = test.clock.now().getTime()
    for (const state of ['waiting', 'waiting', 'done']) {
      const [before] = await work.runs(id)
      wakes.push((before?.wakeAt?.getTime() ?? 0) - startedAt)
      test.clock.advance((before?.wakeAt?.getTime() ?? 0) - test.clock.now().getTime() + 500)
      await eventually(async () => expect((await work.runs(id))[0]).toMatchObject({ state }))
      await eventually(async () => expect((await work.runs(id))[0]?.step).not.toBe(before?.step))
    }
    expect(wakes[0]).toBe(60_000)
    // The sweeper looks twice a second, and each delay is counted from when it looked.
    expect(wakes[1]).toBeGreaterThanOrEqual(120_000)
    expect(wakes[1]).toBeLessThanOrEqual(120_500)
    expect(wakes[2]).toBeGreaterThanOrEqual(210_000)
    expect(wakes[2]).toBeLessThanOrEqual(211_000)
    expect(await work.titles(ann)).toEqual(['B', 'A'])
  })

  it('waits until a moment, and not for one that is past', async () => {
    const ann = await someone()
    const until = new Date(test.clock.now().getTime() + minuteMs).toISOString()
    await work.publish('until', [
      delay({ until: '2020-01-01T00:00:00Z' }),
      say('At once'),
      delay({ until }),
      say('Later'),
    ])
    const id = await work.trigger('until', [ann])
    await work.reach(id, ['waiting'])
    expect(await work.titles(ann)).toEqual(['At once'])
    expect((await work.runs(id))[0]?.wakeAt?.toISOString()).toBe(until)
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Later', 'At once'])
  })

  it('waits as long as its data and its recipient say', async () => {
    const ann = await someone({ patience: '2m' })
    await work.publish('patient', [
      delay({ for: '{{data.minutes}}m' }),
      delay({ for: '{{recipient.patience}}' }),
      delay({ until: '{{data.at}}' }),
    ])
    const at = new Date(test.clock.now().getTime() + 20 * minuteMs).toISOString()
    const id = await work.trigger('patient', [ann], { data: { minutes: 3, at } })
    await work.reach(id, ['waiting'])
    const wakesIn = async () =>
      ((await work.runs(id))[0]?.wakeAt?.getTime() ?? 0) - test.clock.now().getTime()
    expect(await wakesIn()).toBe(3 * minuteMs)
    test.clock.advance(3 * minuteMs + 500)
    await eventually(async () =>
      expect((await work.runs(id))[0]).toMatchObject({ step: 2, state: 'waiting' }),
    )
    expect(await wakesIn()).toBe(2 * minuteMs)
    test.clock.advance(2 * minuteMs + 500)
    await eventually(async () =>
      expect((await work.runs(id))[0]).toMatchObject({ step: 3, state: 'waiting' }),
    )
    expect((await work.runs(id))[0]?.wakeAt?.toISOString()).toBe(at)
  })

  it.each([
    [{ for: '{{data.missing}}' }],
    [{ for: '{{data.far}}d' }],
    [{ until: '{{data.text}}' }],
    [{ until: '2{{data.far}}9-01-01T00:00:00Z' }],
  ])('fails where %j is no delay when it is filled in', async (fields) => {
    const ann = await someone()
    await work.publish('hopeless', [say('Before'), delay(fields), say('After')])
    const id = await work.trigger('hopeless', [ann], { data: { far: 999, text: 'soon' } })
    await work.reach(id, ['failed'])
    expect(await work.runs(id)).toMatchObject([{ step: 1, reason: 'render_failed', wakeAt: null }])
    expect(await work.titles(ann)).toEqual(['Before'])
  })

  it('carries data, category, links and blocks of the send that started it', async () => {
    const ann = await someone({ name: 'Ann' })
    await work.publish(
      'full',
      [
        {
          type: 'send',
          channels: ['inApp'],
          template: {
            title: 'Hi {{recipient.name}}',
            message: '{{orderId}}',
            url: '/o/{{data.orderId}}',
            icon: '/i.png',
            blocks: [{ id: 'b', type: 'button', text: 'Go', link: '/b/{{data.orderId}}' }],
          },
        },
      ],
      { category: 'full-orders' },
    )
    await work.reach(await work.trigger('full', [ann], { data: { orderId: 7 } }), ['done'])
    await work.reach(await work.trigger('full', [ann], { category: 'full-other' }), ['done'])
    const { body } = await test.call('GET', '/v3/notifications', test.asUser(ann))
    expect(body.data).toMatchObject([
      { category: { identifier: 'full-other' }, data: null, url: '/o/' },
      {
        title: 'Hi Ann',
        message: '7',
        url: '/o/7',
        icon: '/i.png',
        blocks: [{ id: 'b', type: 'button', text: 'Go', link: '/b/7' }],
        data: { orderId: 7 },
        category: { identifier: 'full-orders' },
      },
    ])
  })

  it('is one per user, however often the send names them', async () => {
    await work.publish('once', [say('Once')])
    const id = await work.trigger('once', [
      { identifier: 'new-here', plan: 'pro' },
      'new-here',
      'nobody-knows',
    ])
    await work.reach(id, ['done'])
    expect(await work.titles('new-here')).toEqual(['Once'])
    expect(await work.outcomes(id)).toEqual([
      { step: 0, recipient: 'nobody-knows', reason: 'unknown_recipient' },
    ])
  })

  it('starts at the send’s time', async () => {
    const ann = await someone()
    await work.publish('scheduled', [say('Now')])
    const id = await work.trigger('scheduled', [ann], { sendAt: '2100-01-01T00:00:00Z' }).catch(String)
    expect(id).toContain('must be at most a year ahead')
  })

  it('goes on for a thousand users together', async () => {
    const recipients = Array.from({ length: 1000 }, (_, n) => ({ identifier: `crowd-${n}`, n }))
    await work.publish('crowd', [say('Number {{recipient.n}}'), delay({ for: 60 }), say('All'), say('Again')])
    const id = await work.trigger('crowd', recipients)
    await eventually(async () =>
      expect((await work.runs(id)).filter(({ state }) => state === 'waiting')).toHaveLength(1000),
    )
    test.clock.advance(61_000)
    await eventually(async () =>
      expect((await work.runs(id)).filter(({ state }) => state === 'done')).toHaveLength(1000),
    )
    for (const n of [0, 999]) expect(await work.titles(`crowd-${n}`)).toEqual(['Again', 'All', `Number ${n}`])
    const doubled = await test.db.one`
      select 1 from notification n join trigger t on t.id = n.trigger_id
      where t.request_id = ${id}::uuid group by user_id having count(*) <> 3`
    expect(doubled).toBeUndefined()
  })
})

describe('P9: a run that waits', () => {
  it('outlives a restart of the server, and is performed late when its time came meanwhile', async () => {
    const [ann, bob] = [await someone(), await someone()]
    await work.publish('lasting', [say('Before'), { type: 'delay', for: '{{recipient.wait}}' }, say('After')])
    const [soon, late] = [
      await work.trigger('lasting', [{ identifier: ann, wait: '1m' }]),
      await work.trigger('lasting', [{ identifier: bob, wait: '3m' }]),
    ]
    await work.reach(soon, ['waiting'])
    await work.reach(late, ['waiting'])
    await test.restart(() => test.clock.advance(2 * minuteMs))
    test.clock.advance(500)
    await work.reach(soon, ['done'])
    await work.reach(late, ['waiting'])
    expect(await work.titles(ann)).toEqual(['After', 'Before'])
    test.clock.advance(minuteMs)
    await work.reach(late, ['done'])
    expect(await work.titles(bob)).toEqual(['After', 'Before'])
  })

  it('is performed by one of two servers', async () => {
    const ann = await someone()
    await work.publish('shared', [{ type: 'delay', for: '1m' }, say('Once')])
    const id = await work.trigger('shared', [ann])
    await work.reach(id, ['waiting'])
    const [run] = await work.runs(id)
    // The job of another server whose sweeper was as fast, and one that was lost and found.
    const claimed = await test.db.one<{ id: number }>`
      update run set state = 'ready', wake_at = null where id = ${run?.id} returning id`
    expect(claimed).toBeDefined()
    await test.db.run`
      insert into inboxkit_jobs.job (name, data)
      select 'run.page', jsonb_build_object('runIds', jsonb_build_array(${run?.id}::bigint)) from generate_series(1, 3)`
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Once'])
  })
})

describe('a version', () => {
  it('P10: is the one that a run ends on, and new sends start the newest', async () => {
    const [ann, bob] = [await someone(), await someone()]
    await work.publish('versioned', [say('One'), delay({ for: '1m' }), say('One, later')])
    const first = await work.trigger('versioned', [ann])
    await work.reach(first, ['waiting'])
    expect(
      await work.publish('versioned', [say('Two'), delay({ for: '1m' }), say('Two, later'), say('More')]),
    ).toBe(2)
    const second = await work.trigger('versioned', [bob])
    await work.reach(second, ['waiting'])
    test.clock.advance(minuteMs + 500)
    await work.reach(first, ['done'])
    await work.reach(second, ['done'])
    expect(await work.titles(ann)).toEqual(['One, later', 'One'])
    expect(await work.titles(bob)).toEqual(['More', 'Two, later', 'Two'])
  })

  it('of a workflow that was deleted is ended all the same, and starts no more', async () => {
    const ann = await someone()
    await work.publish('leaving', [delay({ for: '1m' }), say('Still')])
    const id = await work.trigger('leaving', [ann])
    await work.reach(id, ['waiting'])
    expect((await test.call('DELETE', '/v3/workflows/leaving', test.asApp)).status).toBe(200)
    await expect(work.trigger('leaving', [ann])).rejects.toThrow('404')
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Still'])
  })

  it('of a template is the latest at delivery, unless the step names one', async () => {
    const ann = await someone()
    const template = (title: string) =>
      test.call('PUT', '/v3/templates/greeting', test.asApp, { name: 'x', channels: { inApp: { title } } })
    const send = (name: string) => ({ type: 'send', channel: 'inApp', template: name })
    await template('One')
    await work.publish('greet', [
      send('greeting'),
      delay({ for: '1m' }),
      send('greeting'),
      send('greeting@1'),
    ])
    const id = await work.trigger('greet', [ann])
    await work.reach(id, ['waiting'])
    await template('Two')
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['One', 'Two', 'One'])
  })

  it('of a template that was deleted is still delivered by runs that were under way', async () => {
    const ann = await someone()
    await test.call('PUT', '/v3/templates/old', test.asApp, {
      name: 'x',
      channels: { inApp: { title: 'Old' } },
    })
    await work.publish('keeps', [delay({ for: '1m' }), { type: 'send', channel: 'inApp', template: 'old' }])
    const id = await work.trigger('keeps', [ann])
    await work.reach(id, ['waiting'])
    await test.call('DELETE', '/v3/workflows/keeps', test.asApp)
    expect((await test.call('DELETE', '/v3/templates/old', test.asApp)).status).toBe(200)
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Old'])
  })

  it('speaks the language of each recipient', async () => {
    const [ann, bob, eve] = [
      await someone({ locale: 'de-AT' }),
      await someone({ language: 'fr' }),
      await someone(),
    ]
    await test.call('PUT', '/v3/templates/hello', test.asApp, {
      name: 'Hello',
      channels: { inApp: { title: 'Hello', message: 'M' } },
      locales: { de: { inApp: { title: 'Hallo' } }, fr: { inApp: { title: 'Salut' } } },
    })
    await work.publish('speaks', [{ type: 'send', channel: 'inApp', template: 'hello' }])
    await work.reach(await work.trigger('speaks', [ann, bob, eve]), ['done', 'done', 'done'])
    expect(await work.titles(ann)).toEqual(['Hallo'])
    expect(await work.titles(bob)).toEqual(['Salut'])
    expect(await work.titles(eve)).toEqual(['Hello'])
  })
})

describe('a step that is not delivered', () => {
  it('leaves its reason, and the run goes on', async () => {
    const [ann, bob] = [await someone({ page: 'javascript:alert(1)' }), await someone({ page: '/fine' })]
    await work.publish('linked', [
      { type: 'send', channel: 'inApp', template: { title: 'Link', url: '{{recipient.page}}' } },
      say('{{recipient.nothing}}'),
      say('After'),
    ])
    const id = await work.trigger('linked', [ann, bob])
    await work.reach(id, ['done', 'done'])
    expect(await work.titles(ann)).toEqual(['After'])
    expect(await work.titles(bob)).toEqual(['After', 'Link'])
    expect(await work.outcomes(id)).toEqual([
      { step: 0, recipient: ann, reason: 'render_failed' },
      { step: 1, recipient: ann, reason: 'render_failed' },
      { step: 1, recipient: bob, reason: 'render_failed' },
    ])
  })

  it('P8: is one whose category its user turned off by then, whatever was before', async () => {
    const ann = await someone()
    await work.publish('preferred', [say('Before'), delay({ for: '1m' }), say('After')], {
      category: 'chatter',
    })
    const id = await work.trigger('preferred', [ann])
    await work.reach(id, ['waiting'])
    const categories = (await test.call('GET', '/v3/categories', test.asApp)).body as unknown as {
      id: number
      identifier: string
    }[]
    const categoryId = categories.find(({ identifier }) => identifier === 'chatter')?.id
    const preference = [{ categoryId, channels: [{ channel: 'inApp', enabled: false }] }]
    expect((await test.call('PATCH', '/v3/preferences', test.asUser(ann), { preference })).status).toBe(200)
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Before'])
    expect(await work.outcomes(id)).toEqual([{ step: 2, recipient: ann, reason: 'preference_off' }])
  })

  it('is one over a channel that the sender did not choose', async () => {
    const ann = await someone()
    await work.publish('chosen', [say('A'), say('B')])
    const id = await work.trigger('chosen', [ann], { override: { channels: ['email'] } })
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual([])
    expect(await work.outcomes(id)).toEqual([
      { step: 0, recipient: ann, reason: 'channel_not_chosen' },
      { step: 1, recipient: ann, reason: 'channel_not_chosen' },
    ])
  })
})

describe('a run whose user is gone', () => {
  it('ends with the user', async () => {
    const [ann, bob] = [await someone(), await someone()]
    await work.publish('orphan', [delay({ for: '1m' }), say('Too late')])
    const id = await work.trigger('orphan', [ann, bob])
    await work.reach(id, ['waiting', 'waiting'])
    expect((await test.call('DELETE', `/v3/users/${ann}`, test.asApp)).status).toBe(202)
    await work.reach(id, ['waiting'])
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    await test.call('PUT', `/v3/users/${ann}`, test.asApp, {})
    expect(await work.titles(ann)).toEqual([])
  })

  it('is harmless when it was started all the same', async () => {
    const [ann, bob] = [await someone(), await someone()]
    await work.publish('ghost', [say('Boo')])
    const id = await work.trigger('ghost', [bob])
    await work.reach(id, ['done'])
    await test.db.run`
      insert into run (trigger_id, user_id, workflow_version_id, state, wake_at, created_at)
      select trigger_id, 1000000000, workflow_version_id, 'waiting', ${test.clock.now()}, created_at from run
      where trigger_id = (select id from trigger where request_id = ${id}::uuid)`
    test.clock.advance(500)
    await eventually(async () =>
      expect(await work.runs(id)).toMatchObject([
        { state: 'done' },
        { state: 'cancelled', reason: 'user_deleted' },
      ]),
    )
    expect(await work.titles(bob)).toEqual(['Boo'])
    expect(await work.titles(ann)).toEqual([])
  })
})

describe('a run that the database refuses', () => {
  it('fails alone, and its neighbours go on', async () => {
    const users = [await someone(), await someone({ name: 'evil' }), await someone(), await someone()]
    await work.publish('refused', [say('Hi {{recipient.name}}')])
    await test.db.run`alter table notification add constraint no_evil check (title <> 'Hi evil')`
    const id = await work.trigger('refused', users)
    await work.reach(id, ['done', 'failed', 'done', 'done'])
    await test.db.run`alter table notification drop constraint no_evil`
    expect((await work.runs(id))[1]).toMatchObject({ state: 'failed', reason: 'failed', step: 0 })
    for (const user of users) expect(await work.titles(user)).toEqual(user === users[1] ? [] : ['Hi '])
  })
})

describe('a request', () => {
  it('shows what its runs are at', async () => {
    const ann = await someone()
    await work.publish('watched', [say('A'), delay({ for: '1m' }), say('B')])
    const id = await work.trigger('watched', [ann])
    await work.reach(id, ['waiting'])
    const state = async () => (await test.call('GET', `/v3/requests/${id}`, test.asApp)).body['state']
    expect(await state()).toBe('waiting')
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done'])
    expect(await state()).toBe('done')
  })
})
