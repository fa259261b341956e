import { describe, expect, it } from 'vitest'
import { eventually, say } from '../../testing/workflows.js'
import { delay, minuteMs, openRuns } from './testing/open-runs.js'

const { test, work } = await openRuns()

const named = (id: string, title: string): object => ({ ...say(title), id })
const advance = (ms: number): void => test.clock.advance(ms + 500)

const trailOf = async (requestId: string): Promise<unknown[][]> => {
  const rows = await test.db.many<{ trail: unknown[] | null }>`
    select r.trail from run r join trigger t on t.id = r.trigger_id
    where t.request_id = ${requestId}::uuid order by r.id`
  return rows.map(({ trail }) => (trail ?? []).map((entry) => (entry as unknown[]).slice(0, 3)))
}
const seen = async (user: string): Promise<void> => {
  await test.call('POST', '/v3/notifications/markAllNotificationsAsSeen', test.asUser(user))
}
const told = async (event: string, recipient?: string, data?: object): Promise<number> =>
  (
    await test.call('POST', '/v3/events', test.asApp, {
      event,
      ...(recipient ? { recipient } : {}),
      ...(data ? { data } : {}),
    })
  ).status

describe('a branch', () => {
  const steps = [
    say('First'),
    {
      type: 'branch',
      when: { '>': [{ var: 'data.total' }, 100] },
      then: [say('Big'), { type: 'branch', when: { var: 'data.gift' }, then: [say('Gift')] }],
      else: [say('Small')],
    },
    say('Last'),
  ]

  it('goes one way or the other, and on', async () => {
    const [ann, bob, eve] = [await work.someone(), await work.someone(), await work.someone()]
    await work.publish('branching', steps)
    for (const [user, data] of [
      [ann, { total: 200, gift: true }],
      [bob, { total: 200 }],
      [eve, { total: 5 }],
    ] as const)
      await work.reach(await work.trigger('branching', [user], { data }), ['done'])
    expect(await work.titles(ann)).toEqual(['Last', 'Gift', 'Big', 'First'])
    expect(await work.titles(bob)).toEqual(['Last', 'Big', 'First'])
    expect(await work.titles(eve)).toEqual(['Last', 'Small', 'First'])
  })

  it('leaves a trace of the way that was taken', async () => {
    const ann = await work.someone()
    await work.publish('branching', steps)
    const id = await work.trigger('branching', [ann], { data: { total: 5 } })
    await work.reach(id, ['done'])
    expect(await trailOf(id)).toEqual([[[1, 'else', null]]])
  })
})

describe('onlyIf', () => {
  const steps = [
    named('first', 'First'),
    delay({ for: '1m' }),
    { ...say('Still unseen'), onlyIf: { step: 'first', is: 'unseen' } },
    { ...say('Seen'), onlyIf: { when: { var: 'steps.first.seen' } } },
  ]

  it('sees what became of an earlier item', async () => {
    const [ann, bob] = [await work.someone(), await work.someone()]
    await work.publish('asking', steps)
    const id = await work.trigger('asking', [ann, bob])
    await work.reach(id, ['waiting', 'waiting'])
    test.clock.advance(42_000)
    await seen(ann)
    advance(18_000)
    await work.reach(id, ['done', 'done'])
    expect(await work.titles(ann)).toEqual(['Seen', 'First'])
    expect(await work.titles(bob)).toEqual(['Still unseen', 'First'])
    expect((await trailOf(id))[0]).toEqual([[2, 'inApp skipped', 'seen in the inbox after 42 s']])
  })
})

describe('a batch', () => {
  const digest = {
    type: 'send',
    channel: 'inApp',
    template: { title: '{{batch.total}}: {{#each batch.items}}{{n}} {{/each}}' },
  }

  it('collects what comes while it is open, and goes on once', async () => {
    const ann = await work.someone()
    await work.publish('digest', [{ type: 'batch', for: '1m' }, digest])
    const ids: string[] = []
    for (const n of [1, 2, 3]) ids.push(await work.trigger('digest', [ann], { data: { n } }))
    for (const id of ids) await work.reach(id, ['collecting'])
    advance(minuteMs)
    await eventually(async () => expect(await work.titles(ann)).toEqual(['3: 1 2 3 ']))
    expect((await work.runs(String(ids[1])))[0]).toMatchObject({ state: 'done', reason: 'batched' })
    const next = await work.trigger('digest', [ann], { data: { n: 4 } })
    await work.reach(next, ['collecting'])
  })

  it('keeps keys, users and cancelled sends apart', async () => {
    const [ann, bob] = [await work.someone(), await work.someone()]
    await work.publish('digest-by-key', [{ type: 'batch', for: '1m', key: '{{data.post}}' }, digest])
    const send = (n: number, post: string, who: string[], cancellationKey?: string) =>
      work.trigger('digest-by-key', who, {
        data: { n, post },
        ...(cancellationKey ? { cancellationKey } : {}),
      })
    const ids = [
      await send(1, 'a', [ann, bob], 'first'),
      await send(2, 'a', [ann]),
      await send(3, 'b', [ann]),
    ]
    await work.reach(String(ids[0]), ['collecting', 'collecting'])
    await work.reach(String(ids[1]), ['collecting'])
    await work.reach(String(ids[2]), ['collecting'])
    expect(await work.cancel('digest-by-key', 'first')).toMatchObject({ status: 200, cancelled: 2 })
    advance(minuteMs)
    await eventually(async () => expect((await work.titles(ann)).sort()).toEqual(['1: 2 ', '1: 3 ']))
    expect(await work.titles(bob)).toEqual([])
  })

  it('closes early when it is full', async () => {
    const ann = await work.someone()
    await work.publish('digest-of-two', [{ type: 'batch', for: '1h', max: 2 }, digest])
    for (const n of [1, 2, 3, 4, 5]) await work.trigger('digest-of-two', [ann], { data: { n } })
    await eventually(async () => expect(await work.titles(ann)).toHaveLength(2))
    for (const title of await work.titles(ann)) expect(title).toMatch(/^2: \d \d $/)
  })

  it('takes 200 sends that come at once, each once', async () => {
    const ann = await work.someone()
    await work.publish('digest-many', [{ type: 'batch', for: '1m' }, digest])
    const ids = await Promise.all(
      Array.from({ length: 200 }, (_, n) => work.trigger('digest-many', [ann], { data: { n } })),
    )
    for (const id of ids) await work.reach(id, ['collecting'])
    advance(minuteMs)
    await eventually(async () => expect(await work.titles(ann)).toHaveLength(1))
    const [title] = await work.titles(ann)
    const [total, ...rest] = String(title).trim().split(/:? /)
    expect(total).toBe('200')
    expect(rest.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  })
})

describe('a throttle', () => {
  it('lets through as many as it says, for each user and span', async () => {
    const ann = await work.someone()
    await work.publish('calm', [{ type: 'throttle', limit: 2, per: '1m' }, say('Through')])
    const states: unknown[] = []
    for (let n = 0; n < 3; n++) {
      const id = await work.trigger('calm', [ann])
      await work.reach(id, ['done'])
      states.push((await work.runs(id))[0]?.reason)
    }
    expect(states).toEqual([null, null, 'throttled'])
    expect(await work.titles(ann)).toHaveLength(2)
    advance(minuteMs)
    await work.reach(await work.trigger('calm', [ann]), ['done'])
    expect(await work.titles(ann)).toHaveLength(3)
  })
})

describe('waiting for an event', () => {
  const steps = [
    {
      type: 'waitFor',
      id: 'paid',
      event: 'order.paid',
      timeout: '1m',
      match: { '==': [{ var: 'event.data.order' }, { var: 'data.order' }] },
    },
    {
      type: 'send',
      channel: 'inApp',
      template: { title: '{{#if steps.paid.happened}}Paid {{steps.paid.data.sum}}{{else}}Not paid{{/if}}' },
    },
  ]

  it('goes on with the one that matches', async () => {
    const ann = await work.someone()
    await work.publish('expecting', steps)
    const id = await work.trigger('expecting', [ann], { data: { order: 7 } })
    await work.reach(id, ['waiting'])
    expect(await told('order.paid', ann, { order: 8, sum: 1 })).toBe(202)
    expect(await told('order.paid', ann, { order: 7, sum: 12 })).toBe(202)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Paid 12'])
  })

  it('goes on at the time-out', async () => {
    const ann = await work.someone()
    await work.publish('expecting', steps)
    const id = await work.trigger('expecting', [ann], { data: { order: 7 } })
    await work.reach(id, ['waiting'])
    advance(minuteMs)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Not paid'])
  })

  it('counts what came since the send was accepted', async () => {
    const ann = await work.someone()
    await work.publish('expecting-later', [delay({ for: '1m' }), ...steps])
    const id = await work.trigger('expecting-later', [ann], { data: { order: 7 } })
    await work.reach(id, ['waiting'])
    await told('order.paid', ann, { order: 7, sum: 3 })
    advance(minuteMs)
    await work.reach(id, ['done'])
    expect(await work.titles(ann)).toEqual(['Paid 3'])
  })
})

describe('an update', () => {
  it('changes the item of an earlier step where it stands', async () => {
    const ann = await work.someone()
    await work.publish('updating', [
      named('job', 'Running'),
      delay({ for: '1m' }),
      { type: 'update', step: 'job', title: 'Done: {{data.name}}', state: 'finished' },
    ])
    const id = await work.trigger('updating', [ann], { data: { name: 'Import' } })
    await work.reach(id, ['waiting'])
    const before = await test.call('GET', '/v3/notifications', test.asUser(ann))
    advance(minuteMs)
    await work.reach(id, ['done'])
    const after = await test.call('GET', '/v3/notifications', test.asUser(ann))
    expect(after.body.data).toMatchObject([
      { id: before.body.data?.[0]?.id, title: 'Done: Import', state: 'finished' },
    ])
    expect(Number(after.body['seq'])).toBe(Number(before.body['seq']) + 1)
    expect(after.body['unreadCount']).toEqual(before.body['unreadCount'])
  })

  it('archives the item of an earlier step, once, whatever else is said of it', async () => {
    const ann = await work.someone()
    await work.publish('archiving', [
      named('job', 'Running'),
      delay({ for: '1m' }),
      { type: 'update', step: 'job', title: 'Done', archive: true },
      { type: 'update', step: 'job', state: 'finished', archive: true },
    ])
    const id = await work.trigger('archiving', [ann])
    await work.reach(id, ['waiting'])
    advance(minuteMs)
    await work.reach(id, ['done'])
    const page = async (query = '') =>
      (await test.call('GET', `/v3/notifications${query}`, test.asUser(ann))).body
    expect(await page()).toMatchObject({ seq: 2, data: [], counts: { unseen: 0, unread: 0, total: 0 } })
    expect(await page('?filter=archived')).toMatchObject({
      data: [
        {
          title: 'Done',
          state: 'finished',
          archivedAt: test.clock.now().toISOString(),
          readAt: null,
          sort: 1,
        },
      ],
    })
  })
})
