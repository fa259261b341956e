import { describe, expect, it } from 'vitest'
import { eventually, say } from '../../testing/workflows.js'
import { delay, minuteMs, openRuns } from './testing/open-runs.js'

const { test, work } = await openRuns()

describe('a run', () => {
  it('performs everything up to its delay, and the rest when that is over, not before, and once', async () => {
    const [ann, bob] = [await work.someone(), await work.someone()]
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
    const ann = await work.someone()
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
    const ann = await work.someone()
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
    const ann = await work.someone({ patience: '2m' })
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
    const ann = await work.someone()
    await work.publish('hopeless', [say('Before'), delay(fields), say('After')])
    const id = await work.trigger('hopeless', [ann], { data: { far: 999, text: 'soon' } })
    await work.reach(id, ['failed'])
    expect(await work.runs(id)).toMatchObject([{ step: 1, reason: 'render_failed', wakeAt: null }])
    expect(await work.titles(ann)).toEqual(['Before'])
  })

  it('carries data, category, links and blocks of the send that started it', async () => {
    const ann = await work.someone({ name: 'Ann' })
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
    const ann = await work.someone()
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
    const [ann, bob] = [await work.someone(), await work.someone()]
    await work.publish('lasting', [say('Before'), delay({ for: '{{recipient.wait}}' }), say('After')])
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
    const ann = await work.someone()
    await work.publish('shared', [delay({ for: '1m' }), say('Once')])
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
