import { describe, expect, it } from 'vitest'
import { eventually, say } from '../../testing/workflows.js'
import { delay, minuteMs, openRuns } from './testing/open-runs.js'

const { test, work } = await openRuns()

describe('a version', () => {
  it('P10: is the one that a run ends on, and new sends start the newest', async () => {
    const [ann, bob] = [await work.someone(), await work.someone()]
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
    const ann = await work.someone()
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
    const ann = await work.someone()
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
    const ann = await work.someone()
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
      await work.someone({ locale: 'de-AT' }),
      await work.someone({ language: 'fr' }),
      await work.someone(),
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
    const [ann, bob] = [
      await work.someone({ page: 'javascript:alert(1)' }),
      await work.someone({ page: '/fine' }),
    ]
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
    const ann = await work.someone()
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
    const ann = await work.someone()
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
    const [ann, bob] = [await work.someone(), await work.someone()]
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
    const [ann, bob] = [await work.someone(), await work.someone()]
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

describe('the first stretch of a run', () => {
  /** Jobs that name one of a request's runs. */
  const jobsOf = async (requestId: string) => {
    const runs = await work.runs(requestId)
    return test.db.many`
      select name from inboxkit_jobs.job where data -> 'runIds' @> any(${runs.map(({ id }) => String(id))}::jsonb[])`
  }

  it('needs no job of its own: it is gone as the run starts, whatever it ends with', async () => {
    const [ann, bob] = [await work.someone(), await work.someone({ email: 'bob@example.com' })]
    await work.publish('at-once', [
      say('Hi'),
      { type: 'send', channel: 'email', template: { subject: 'Hi', text: 'You' } },
      delay({ for: '1m' }),
    ])
    const id = await work.trigger('at-once', [ann, bob])
    await work.reach(id, ['waiting', 'waiting'])
    await eventually(async () =>
      expect(
        await test.db.many`
          select d.state from delivery d join trigger t on t.id = d.trigger_id where t.request_id = ${id}::uuid`,
      ).toEqual([{ state: 'sent' }]),
    )
    expect(await work.titles(ann)).toEqual(['Hi'])
    expect(await jobsOf(id)).toEqual([])
    expect(await test.db.many`select id from inboxkit_jobs.job where name = 'delivery.send'`).toEqual([])
    test.clock.advance(minuteMs + 500)
    await work.reach(id, ['done', 'done'])
    expect(await jobsOf(id)).not.toEqual([])
  })
})

describe('a run that the database refuses', () => {
  it('fails alone, and its neighbours go on', async () => {
    const users = [
      await work.someone(),
      await work.someone({ name: 'evil' }),
      await work.someone(),
      await work.someone(),
    ]
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
    const ann = await work.someone()
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
