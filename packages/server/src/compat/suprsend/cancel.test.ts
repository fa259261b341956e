import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

describe('cancelling the way SuprSend’s clients do', () => {
  let door: SuprsendTest
  let count = 0
  let slug = ''
  beforeAll(async () => {
    door = await openSuprsend()
  })
  beforeEach(async () => {
    slug = `slug-${++count}`
    await door.work.publish(slug, [
      { type: 'delay', for: '1h' },
      { type: 'send', channel: 'inApp', template: 'hello' },
    ])
  })
  const start = async (fields: object = {}) => {
    const messageId = await door.trigger({ workflow: slug, recipients: ['ann', 'bob'], ...fields })
    await door.work.reach(messageId, Array((await door.stored(messageId)).recipients.length).fill('waiting'))
    return messageId
  }
  const cancel = async (filter: object, ways = {}) => {
    const { status, body } = await door.call('POST', '/v1/workflow_run/cancel/', filter, ways)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['execution_ids'])
    return (body['execution_ids'] as string[]).toSorted()
  }
  const states = async (messageId: string) => (await door.work.runs(messageId)).map(({ state }) => state)

  it('ends the runs of a workflow, once', async () => {
    const one = await start()
    const two = await start()
    expect(await cancel({ workflow_slug: slug })).toEqual(
      [`${one}/ann`, `${one}/bob`, `${two}/ann`, `${two}/bob`].toSorted(),
    )
    expect(await states(one)).toEqual(['cancelled', 'cancelled'])
    expect(await cancel({ workflow_slug: slug })).toEqual([])
  })

  it('ends those of a trigger, or of one of its recipients', async () => {
    const other = await start()
    const messageId = await start()
    expect(await cancel({ execution_id: `${messageId}/ann` })).toEqual([`${messageId}/ann`])
    expect(await cancel({ execution_id: messageId })).toEqual([`${messageId}/bob`])
    expect(await states(other)).toEqual(['waiting', 'waiting'])
  })

  it('ends those with an idempotency key, a cancellation key, a tenant', async () => {
    const keyed = await start({ $idempotency_key: ` ik-${slug} ` })
    expect(await cancel({ idempotency_key: `ik-${slug}` })).toHaveLength(2)
    expect(await states(keyed)).toEqual(['cancelled', 'cancelled'])
    await start({ cancellation_key: `ck-${slug}` })
    expect(await cancel({ cancellation_key: `ck-${slug}` })).toHaveLength(2)
    await start({ tenant_id: `t-${slug}` })
    expect(await cancel({ tenant_id: `t-${slug}` })).toHaveLength(2)
  })

  it('keeps those from beginning that are not expanded yet, transient ones too', async () => {
    const sent = await door.trigger({
      workflow: slug,
      recipients: ['ann', { is_transient: true, $email: 'cy@shop.test' }],
      $idempotency_key: `early-${slug}`,
    })
    await cancel({ idempotency_key: `early-${slug}` })
    await door.test.settle()
    expect((await states(sent)).filter((state) => state !== 'cancelled')).toEqual([])
  })

  it('ends those of recipients, by id, e-mail address or phone number', async () => {
    const messageId = await start({
      recipients: [
        { distinct_id: `${slug}-a`, email: `${slug}@shop.test` },
        { distinct_id: `${slug}-b`, phoneNumber: '+14155552671' },
        { distinct_id: `${slug}-e`, $sms: '+14155550199' },
        `${slug}-c`,
        `${slug}-d`,
      ],
    })
    expect(
      await cancel({ recipients: [`${slug}@shop.test`, '+14155552671', '+14155550199', `${slug}-c`] }),
    ).toEqual([
      `${messageId}/${slug}-a`,
      `${messageId}/${slug}-b`,
      `${messageId}/${slug}-c`,
      `${messageId}/${slug}-e`,
    ])
    const [last, ...others] = (await states(messageId)).toSorted().toReversed()
    expect([last, ...new Set(others)]).toEqual(['waiting', 'cancelled'])
  })

  it('ends what fits everything that is named', async () => {
    const one = await start({ tenant_id: 'north', cancellation_key: 'x', $idempotency_key: `one-${slug}` })
    await start({ tenant_id: 'south', cancellation_key: 'x' })
    const nothing = [
      { workflow_slug: slug, tenant_id: 'east' },
      { workflow_slug: 'none', tenant_id: 'north' },
      { workflow_slug: slug, recipients: ['cy'] },
      { execution_id: `${one}/ann`, recipients: ['bob'] },
      { execution_id: one, idempotency_key: 'other' },
      { idempotency_key: 'never-used' },
      { execution_id: 'no-such-thing' },
    ]
    for (const filter of nothing) expect([filter, await cancel(filter)]).toEqual([filter, []])
    const all = { workflow_slug: slug, tenant_id: 'north', cancellation_key: 'x', recipients: ['ann'] }
    expect(await cancel({ ...all, execution_id: one, idempotency_key: `one-${slug}` })).toEqual([
      `${one}/ann`,
    ])
    expect(await cancel({ workflow_slug: slug })).toHaveLength(3)
  })

  it('ends what is yet to start, and a workflow of a trigger’s own by its name', async () => {
    const at = new Date(door.test.clock.now().getTime() + 3_600_000).toISOString()
    const dynamic = {
      name: `Dynamic ${slug}`,
      template: 'hello',
      notification_category: 'x1',
      users: [{ distinct_id: 'ann' }],
      trigger_at: at,
    }
    expect((await door.call('POST', '/shop/trigger/', dynamic)).status).toBe(202)
    expect(await cancel({ workflow_slug: `Dynamic ${slug}` })).toEqual([expect.stringMatching(/\/ann$/)])
    expect(await cancel({ workflow_slug: `Dynamic ${slug}` })).toEqual([])
  })

  it('ends nothing of another app', async () => {
    await start()
    const theirs = { workspaceKey: 'other', secret: 'other-secret' }
    expect(await cancel({ workflow_slug: slug }, theirs)).toEqual([])
    expect(await cancel({ recipients: ['ann'] }, theirs)).toEqual([])
    expect(await cancel({ workflow_slug: slug })).toHaveLength(2)
  })

  it.each([{}, { execution_id: null, recipients: null, tenant_id: '' }, { recipients: [] }, [], 'x', null])(
    'refuses %j, which names nothing',
    async (filter) => {
      expect(await door.call('POST', '/v1/workflow_run/cancel', JSON.stringify(filter))).toMatchObject({
        status: 400,
        body: { code: 400, message: expect.any(String) },
      })
    },
  )

  it('refuses whoever has no key', async () => {
    expect(
      await door.call('POST', '/v1/workflow_run/cancel/', { workflow_slug: slug }, { secret: 'x' }),
    ).toMatchObject({
      status: 401,
    })
  })
})
