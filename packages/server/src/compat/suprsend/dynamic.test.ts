import { beforeAll, describe, expect, it } from 'vitest'
import { expanded } from '../../testing/test-server.js'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

const body = {
  name: 'Workflow of today',
  template: 'hello',
  notification_category: 'transactional',
  users: [{ distinct_id: 'ann', name: 'Ann', $channels: ['email', 'inbox'] }],
  data: { amount: 3 },
}

describe('SuprSend’s dynamic workflows', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
    await door.test.call('PUT', '/v3/templates/both', door.test.asApp, {
      name: 'Both',
      channels: { inApp: { title: 'Hi' }, email: { subject: 'Hi', text: 'Hi' } },
    })
  })
  const post = (change: object = {}) => door.call('POST', '/shop/trigger/', { ...body, ...change })
  /** What was stored last. */
  const newest = async () => {
    const row = await door.test.db.one<{ id: string }>`
      select request_id::text id from trigger order by trigger.id desc limit 1`
    return { messageId: String(row?.id), ...(await door.stored(String(row?.id))) }
  }
  const storedOf = async (change: object) => {
    expect(await post(change)).toMatchObject({ status: 202, text: 'OK' })
    return newest()
  }

  it('send a template to its users', async () => {
    const answer = await post()
    expect(answer).toMatchObject({ status: 202, text: 'OK' })
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
    const { messageId, content, recipients } = await newest()
    expect(recipients).toEqual([{ identifier: 'ann', name: 'Ann' }])
    expect(content).toMatchObject({
      name: 'Workflow of today',
      category: 'transactional',
      data: { amount: 3 },
      steps: [{ type: 'send', template: 'hello', channels: ['inApp'] }],
      perRecipient: { ann: { channels: ['email', 'inApp'] } },
    })
    await expanded(door.test.db, messageId)
    await expect.poll(() => door.work.titles('ann')).toEqual(['Hello Ann'])
  })

  it('use all channels of the template', async () => {
    expect((await storedOf({ template: 'both' })).content.steps).toEqual([
      { type: 'send', template: 'both', channels: ['inApp', 'email'] },
    ])
  })

  it.each([
    ['1d2h30m10s', 95_410],
    [90, 90],
    ['90', 90],
    ['5m', 300],
  ])('wait %s first', async (delay, seconds) => {
    expect((await storedOf({ delay })).content.steps?.[0]).toEqual({ type: 'delay', for: seconds })
  })

  it.each([0, '0', '0s', '', null])('wait for nothing with %j', async (delay) => {
    expect((await storedOf({ delay })).content.steps?.[0]).toMatchObject({ type: 'send' })
  })

  it('start when they are told to', async () => {
    const at = new Date(door.test.clock.now().getTime() + 3_600_000)
    expect((await storedOf({ trigger_at: at.toISOString() })).startAt).toEqual(at)
    const local = at.toISOString().slice(0, 19)
    expect((await storedOf({ trigger_at: local })).startAt).toEqual(new Date(`${local}Z`))
    expect((await storedOf({ trigger_at: `${local}+02:00` })).startAt).toEqual(new Date(`${local}+02:00`))
  })

  it('send over one channel after the other when they are smart', async () => {
    const smart = {
      smart: true,
      success: 'interaction',
      time_to_live: '2h',
      mandatory_channels: ['email', 'sms'],
    }
    expect((await storedOf({ template: 'both', delay: 5, delivery: smart })).content.steps).toEqual([
      { type: 'delay', for: 5 },
      {
        type: 'smart',
        template: 'both',
        channels: ['inApp', 'email'],
        success: 'interaction',
        timeToLive: 7200,
        mandatoryChannels: ['email'],
      },
    ])
    expect((await storedOf({ delivery: { smart: true } })).content.steps).toEqual([
      { type: 'smart', template: 'hello', channels: ['inApp'], success: 'seen', timeToLive: 3600 },
    ])
    expect(
      (await storedOf({ delivery: { smart: false, success: 'seen', mandatory_channels: [] } })).content.steps,
    ).toEqual([{ type: 'send', template: 'hello', channels: ['inApp'] }])
  })

  it('call a tenant a brand, too', async () => {
    expect((await storedOf({ brand_id: 'north' })).content.tenant).toBe('north')
    expect((await storedOf({ brand_id: 'north', tenant_id: 'south' })).content.tenant).toBe('south')
  })

  it('make a category that cannot be turned off of system, and leave one that is there alone', async () => {
    const category = async () => {
      const { body: all } = await door.test.call('GET', '/v3/categories', door.test.asApp)
      return (all as unknown as { identifier: string; isRequired: boolean }[]).find(
        ({ identifier }) => identifier === 'system',
      )
    }
    await post({ notification_category: 'system' })
    expect(await category()).toMatchObject({ isRequired: true })
    await door.test.call('PATCH', '/v3/categories/system', door.test.asApp, { isRequired: false })
    expect((await post({ notification_category: 'system' })).status).toBe(202)
    expect(await category()).toMatchObject({ isRequired: false })
  })

  it('take many at a time', async () => {
    const { status, body: answer } = await door.call('POST', '/shop/trigger/', [
      body,
      { ...body, template: 'none' },
    ])
    expect(status).toBe(207)
    expect(answer).toMatchObject({
      status: 'partial',
      records: [
        { status: 'success', status_code: 202, message_id: expect.any(String) },
        {
          status: 'error',
          status_code: 404,
          error: { type: 'not_found', message: 'No such template: none' },
        },
      ],
    })
  })

  it('answer a repeat as before, also when the template is gone since', async () => {
    await door.test.call('PUT', '/v3/templates/brief', door.test.asApp, {
      name: 'Brief',
      channels: { inApp: { title: 'Brief' } },
    })
    const keyed = { template: 'brief', $idempotency_key: 'brief-1' }
    expect((await post(keyed)).status).toBe(202)
    expect((await door.test.call('DELETE', '/v3/templates/brief', door.test.asApp)).status).toBe(200)
    expect((await post(keyed)).status).toBe(202)
    expect((await post({ template: 'brief' })).status).toBe(404)
  })

  it.each<[string, object, string]>([
    ['a short name', { name: 'x' }, 'name: must have at least 2 characters'],
    ['no template', { template: undefined }, 'template: must be a string'],
    ['no category', { notification_category: undefined }, 'notification_category: must be a string'],
    ['no users', { users: [] }, 'users: must have at least 1 entry'],
    [
      'a user without an id',
      { users: [{ name: 'x' }] },
      'users[0].distinct_id: must be given, unless is_transient is true',
    ],
    [
      'a delay that is none',
      { delay: 'soon' },
      'delay: must be whole seconds, or a span such as 1d2h30m10s, of at most a year',
    ],
    [
      'a negative delay',
      { delay: -1 },
      'delay: must be whole seconds, or a span such as 1d2h30m10s, of at most a year',
    ],
    ['a time that is none', { trigger_at: 'tomorrow' }, 'trigger_at: must be an ISO 8601 date and time'],
    [
      'a time too far ahead',
      { trigger_at: '2099-01-01T00:00:00Z' },
      'trigger_at: must be at most a year ahead',
    ],
    [
      'a measure of success that there is not',
      { delivery: { smart: true, success: 'luck' } },
      'delivery.success: must be one of delivered, seen, interaction',
    ],
  ])('refuse %s', async (_what, change, message) => {
    expect(await post(change)).toMatchObject({ status: 400, body: { status: 'fail', message } })
  })
})
