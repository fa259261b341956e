import { beforeAll, describe, expect, it } from 'vitest'
import { expanded } from '../../testing/test-server.js'
import { eventually, say } from '../../testing/workflows.js'
import { delay, minuteMs, openRuns } from './testing/open-runs.js'

const { test, work, got } = await openRuns()
beforeAll(async () => {
  await work.users('ann', 'bob', 'eve')
  await work.publish('remind', [say('Before'), delay({ for: '1m' }), say('After')])
})

let nth = 0
const freshKey = (): string => `key-${++nth}`
const all = ['ann', 'bob', 'eve']
/** Quiet today and tomorrow, whatever day it is. */
const quietDays = (now: Date): object => {
  const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const wholeDay = [{ from: '00:00', to: '24:00' }]
  return Object.fromEntries(names.slice(now.getUTCDay(), now.getUTCDay() + 2).map((day) => [day, wholeDay]))
}
const waiting = async (cancellationKey: string, recipients: unknown[] = all): Promise<string> => {
  const id = await work.trigger('remind', recipients, { cancellationKey })
  await work.reach(
    id,
    recipients.map(() => 'waiting'),
  )
  return id
}
const later = async (): Promise<void> => {
  test.clock.advance(minuteMs + 500)
  await eventually(async () => {
    expect(
      await test.db
        .one`select 1 from run where state in ('waiting', 'ready') and created_at <= ${test.clock.now()}`,
    ).toBeUndefined()
  })
}

describe('cancelling', () => {
  it('keeps a send that has not begun from those who are cancelled', async () => {
    const key = freshKey()
    const soon = () => new Date(test.clock.now().getTime() + 1_000).toISOString()
    const everybody = await work.trigger('remind', [...all, { identifier: 'new-one' }], {
      cancellationKey: key,
      sendAt: soon(),
    })
    expect(await work.cancel('remind', key)).toMatchObject({ status: 200, cancelled: 4, pending: false })
    const some = await work.trigger('remind', all, { cancellationKey: key, sendAt: soon() })
    expect(await work.cancel('remind', key, ['bob', 'eve', 'nobody-knows'])).toMatchObject({ cancelled: 2 })
    await expanded(test.db, everybody)
    expect(await work.runs(everybody)).toEqual([])
    expect(await work.outcomes(everybody)).toEqual(
      [...all, 'new-one'].map((recipient) => ({ step: 0, recipient, reason: 'cancelled' })),
    )
    test.clock.advance(1_500)
    await expanded(test.db, some)
    await work.reach(some, ['waiting'])
    await later()
    expect(await got(some, 2)).toEqual(['ann'])
    expect(await work.outcomes(some)).toEqual(
      ['bob', 'eve'].map((recipient) => ({ step: 0, recipient, reason: 'cancelled' })),
    )
  })

  it('ends messages that are held, also when their runs are through', async () => {
    const late = await work.someone({ email: 'late@shop.test' })
    const quiet = { enabled: true, timeZone: 'UTC', schedule: quietDays(test.clock.now()) }
    expect((await test.call('PUT', '/v3/preferences/quiet-hours', test.asUser(late), quiet)).status).toBe(200)
    const mail = { type: 'send', channel: 'email', template: { subject: 'Later', text: 'Now' } }
    await work.publish('mailing', [mail])
    const key = freshKey()
    const id = await work.trigger('mailing', [late], { cancellationKey: key })
    await work.reach(id, ['done'])
    await eventually(async () => {
      const [entry] = (await test.call('GET', `/v3/deliveries?requestId=${id}`, test.asApp)).body.data ?? []
      expect(entry).toMatchObject({ state: 'pending', reason: 'quiet_hours' })
    })
    expect(await work.cancel('mailing', key)).toMatchObject({ status: 200, cancelled: 1, pending: false })
    const [entry] = (await test.call('GET', `/v3/deliveries?requestId=${id}`, test.asApp)).body.data ?? []
    expect(entry).toMatchObject({ state: 'cancelled', reason: 'cancelled' })
    expect(await work.cancel('mailing', key)).toMatchObject({ status: 200, cancelled: 0 })
  })

  it('ends everybody’s runs, and what was delivered stays', async () => {
    const key = freshKey()
    const id = await waiting(key)
    expect(await work.cancel('remind', key)).toEqual({
      status: 200,
      message: '3 runs cancelled',
      cancelled: 3,
      pending: false,
    })
    expect(await work.runs(id)).toMatchObject(
      all.map(() => ({ state: 'cancelled', reason: 'cancelled', step: 2, wakeAt: null })),
    )
    await later()
    expect(await got(id, 2)).toEqual([])
    expect(await got(id, 0)).toEqual(all)
    expect(await work.cancel('remind', key)).toMatchObject({
      status: 200,
      cancelled: 0,
      message: 'There was nothing left to cancel',
    })
  })

  it('ends the runs of those who are named, and of nobody else', async () => {
    const key = freshKey()
    const id = await waiting(key)
    expect(await work.cancel('remind', key, ['bob', 'bob', 'nobody-knows'])).toMatchObject({
      status: 200,
      cancelled: 1,
      pending: false,
      message: '1 run cancelled',
    })
    await later()
    expect(await got(id, 2)).toEqual(['ann', 'eve'])
  })

  it('ends the runs of all sends that had the key, and of no other', async () => {
    const [key, other] = [freshKey(), freshKey()]
    const [first, second, third] = [await waiting(key), await waiting(key, ['ann']), await waiting(other)]
    expect(await work.cancel('remind', key)).toMatchObject({ cancelled: 4 })
    const fourth = await waiting(key, ['ann'])
    await later()
    expect(await got(first, 2)).toEqual([])
    expect(await got(second, 2)).toEqual([])
    expect(await got(third, 2)).toEqual(all)
    expect(await got(fourth, 2)).toEqual(['ann'])
  })

  it('finds nothing left of a run that is done', async () => {
    const key = freshKey()
    await waiting(key)
    await later()
    expect(await work.cancel('remind', key)).toMatchObject({ status: 200, cancelled: 0, pending: false })
  })

  it('ends runs that are about to be performed', async () => {
    const key = freshKey()
    const id = await waiting(key)
    // As a sweeper leaves them whose job was not taken yet.
    await test.db
      .run`update run set state = 'ready', wake_at = null where id = any(${(await work.runs(id)).map((run) => run.id)}::bigint[])`
    expect(await work.cancel('remind', key)).toMatchObject({ cancelled: 3 })
    expect(await work.runs(id)).toMatchObject(all.map(() => ({ state: 'cancelled' })))
  })

  it('cannot count who a send to everyone would have reached', async () => {
    const key = freshKey()
    const sent = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { workflow: { identifier: 'remind', cancellationKey: key } },
      sendTo: { everyone: true },
      sendAt: new Date(test.clock.now().getTime() + 86_400_000).toISOString(),
    })
    expect(sent.status).toBe(202)
    expect(await work.cancel('remind', key)).toMatchObject({ status: 200, cancelled: 0, pending: true })
  })

  it('reaches runs of a workflow that was deleted', async () => {
    await work.publish('leaving', [delay({ for: '1m' }), say('After')])
    const key = freshKey()
    const id = await work.trigger('leaving', ['ann'], { cancellationKey: key })
    await work.reach(id, ['waiting'])
    await test.call('DELETE', '/v3/workflows/leaving', test.asApp)
    expect(await work.cancel('leaving', key)).toMatchObject({ status: 200, cancelled: 1 })
  })

  it('is the same by every way that leads to it', async () => {
    for (const [method, url] of [
      ['PATCH', '/v3/workflows/remind'],
      ['POST', '/v3/workflows/remind/cancel-run'],
      ['PATCH', '/v3/workflows/remind/cancel-run'],
    ] as const) {
      const key = freshKey()
      await waiting(key)
      const { status, body } = await test.call(method, url, test.asApp, { cancellationKey: key })
      expect({ status, body }).toMatchObject({ status: 200, body: { cancelled: 3, pending: false } })
    }
  })

  it('says the same to a call that is repeated with its key', async () => {
    const key = freshKey()
    await waiting(key)
    const keyed = { ...test.asApp, 'idempotency-key': 'cancel-1' }
    for (const _ of [1, 2])
      expect(
        await test.call('POST', '/v3/workflows/remind/cancel-run', keyed, { cancellationKey: key }),
      ).toMatchObject({ status: 200, body: { cancelled: 3 } })
  })

  it.each([
    ['remind', 'never-used', 'run_not_found'],
    ['no-such-workflow', 'key-1', 'workflow_not_found'],
    ['elsewhere', 'key-1', 'run_not_found'],
  ])('by %s and %s is answered %s', async (workflow, cancellationKey, code) => {
    await work.publish('elsewhere', [say('x')])
    const answer = await test.call('PATCH', `/v3/workflows/${workflow}/cancel-run`, test.asApp, {
      cancellationKey,
    })
    expect(answer).toMatchObject({ status: 404, body: { code } })
  })

  it('does not reach another app’s runs', async () => {
    const key = freshKey()
    const id = await waiting(key)
    await test.call('PUT', '/v3/workflows/remind', test.asOtherApp, { name: 'x', steps: [say('x')] })
    expect(
      await test.call('PATCH', '/v3/workflows/remind/cancel-run', test.asOtherApp, { cancellationKey: key }),
    ).toMatchObject({ status: 404, body: { code: 'run_not_found' } })
    await work.reach(id, ['waiting', 'waiting', 'waiting'])
    await work.cancel('remind', key)
  })

  it.each<[object | undefined, string, string]>([
    [undefined, 'body', 'must be an object'],
    [{}, 'cancellationKey', 'must be a string'],
    [{ cancellationKey: '' }, 'cancellationKey', 'must have at least 1 character'],
    [{ cancellationKey: 'x', cancelFor: {} }, 'cancelFor.recipients', 'must be an array'],
    [
      { cancellationKey: 'x', cancelFor: { recipients: [] } },
      'cancelFor.recipients',
      'must have at least 1 entry',
    ],
    [{ cancellationKey: 'x', cancelFor: { recipients: [5] } }, 'cancelFor.recipients[0]', 'must be a string'],
  ])('with %j is refused', async (body, field, message) => {
    expect(await test.call('PATCH', '/v3/workflows/remind/cancel-run', test.asApp, body)).toMatchObject({
      status: 400,
      body: { fields: [{ field, message }] },
    })
  })

  it('of very many runs says that they are not all counted, and ends every one', async () => {
    const key = freshKey()
    const id = await waiting(key, ['ann'])
    await test.db.run`
      insert into run (trigger_id, user_id, workflow_version_id, step, state, wake_at, created_at)
      select trigger_id, 1000000000 + n, workflow_version_id, step, 'waiting', wake_at, created_at
      from run, generate_series(1, 10999) n where run.id = ${(await work.runs(id))[0]?.id}`
    expect(await work.cancel('remind', key)).toMatchObject({ status: 200, cancelled: 10_000, pending: true })
    await eventually(async () => {
      expect(
        await test.db.one`select count(*) n from run r join trigger t on t.id = r.trigger_id
          where t.request_id = ${id}::uuid and r.state = 'cancelled'`,
      ).toEqual({ n: 11_000 })
    })
  })

  it('holds up runs that are ready and not yet counted', async () => {
    const key = freshKey()
    const id = await waiting(key)
    // What a call writes before it counts, for runs past the first ten thousand.
    await test.db.run`
      insert into cancellation select id, '', now() from trigger where request_id = ${id}::uuid`
    await later()
    expect(await work.runs(id)).toMatchObject(all.map(() => ({ state: 'cancelled', reason: 'cancelled' })))
    expect(await got(id, 2)).toEqual([])
  })
})

describe('P9: a run that waits', () => {
  it('costs a row and no queue entry', async () => {
    const id = await waiting(freshKey())
    await eventually(async () => {
      expect(
        await test.db.one`
          select count(*) n from inboxkit_jobs.job
          where name like 'run.%' and state in ('created', 'retry', 'active')`,
      ).toEqual({ n: 0 })
    })
    await later()
    expect(await got(id, 2)).toEqual(all)
  })
})
