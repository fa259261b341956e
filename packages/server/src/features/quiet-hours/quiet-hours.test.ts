import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { quietUntil } from './service.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const url = '/v3/preferences/quiet-hours'
const put = (user: string, body: unknown) => test.call('PUT', url, test.asUser(user), body)
const get = async (user: string) => (await test.call('GET', url, test.asUser(user))).body

const night = { mon: [{ from: '22:00', to: '07:00' }], sun: [{ from: '00:00', to: '24:00' }] }
const hours = { timeZone: 'Europe/Berlin', schedule: night, enabled: true }

describe('quiet hours', () => {
  it('of a user who never set any are off', async () => {
    expect(await get('ann')).toEqual({ timeZone: null, schedule: {}, enabled: false })
  })

  it('are set, read, and set anew as a whole', async () => {
    expect(await put('ann', hours)).toMatchObject({ status: 200, body: hours })
    expect(await get('ann')).toEqual(hours)
    expect((await put('ann', { schedule: {} })).body).toEqual({ timeZone: null, schedule: {}, enabled: true })
    expect(await get('ann')).toEqual({ timeZone: null, schedule: {}, enabled: true })
    expect((await put('ann', { ...hours, enabled: false })).body).toMatchObject({ enabled: false })
  })

  it('are set and read by the app for a user, and by no other app', async () => {
    const ofBob = '/v3/users/bob/preferences/quiet-hours'
    expect(await test.call('PUT', ofBob, test.asApp, hours)).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
    await test.call('PUT', '/v3/users/bob', test.asApp)
    expect(await test.call('PUT', ofBob, test.asApp, hours)).toMatchObject({ status: 200, body: hours })
    expect((await test.call('GET', ofBob, test.asApp)).body).toEqual(hours)
    expect(await get('bob')).toEqual(hours)
    expect(await get('carl')).toMatchObject({ enabled: false })
    for (const method of ['GET', 'PUT'])
      expect(await test.call(method, ofBob, test.asOtherApp, { schedule: {} })).toMatchObject({
        status: 404,
        body: { code: 'user_not_found' },
      })
    await test.call('PUT', url, test.asOtherUser('bob'), { schedule: {} })
    expect(await get('bob')).toEqual(hours)
  })

  const span = (from: unknown, to: unknown) => ({ schedule: { mon: [{ from, to }] } })
  it.each([
    [{}, 'schedule', /must be an object/],
    [{ schedule: [] }, 'schedule', /must be an object/],
    [{ schedule: { monday: [] } }, 'schedule', /must not have monday/],
    [{ schedule: { mon: {} } }, 'schedule.mon', /must be an array/],
    [span('24:00', '07:00'), 'schedule.mon[0].from', /from 00:00 to 23:59/],
    [span('7:00', '08:00'), 'schedule.mon[0].from', /from 00:00 to 23:59/],
    [span('07:00', '24:01'), 'schedule.mon[0].to', /from 00:00 to 24:00/],
    [span('07:00', 8), 'schedule.mon[0].to', /must be a string/],
    [
      { schedule: { mon: Array.from({ length: 11 }, () => ({ from: '01:00', to: '02:00' })) } },
      'schedule.mon',
      /at most 10 entries/,
    ],
    [
      {
        schedule: Object.fromEntries(
          ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [
            day,
            [{ from: '00:00', to: '24:00' }],
          ]),
        ),
      },
      'schedule',
      /must leave some time of the week/,
    ],
    [{ schedule: {}, timeZone: 'Europe/Atlantis' }, 'timeZone', /must be the name of a time zone/],
    [{ schedule: {}, timeZone: '+02:00' }, 'timeZone', /must be the name of a time zone/],
    [{ schedule: {}, timeZone: 7 }, 'timeZone', /must be a string/],
    [{ schedule: {}, enabled: 'yes' }, 'enabled', /must be a boolean/],
  ])('that are not valid are refused (%#)', async (body, field, message) => {
    expect(await put('dora', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message: expect.stringMatching(message) }] },
    })
    expect(await get('dora')).toEqual({ timeZone: null, schedule: {}, enabled: false })
  })
})

describe('when users may be disturbed again', () => {
  // Sunday, noon in UTC.
  const now = new Date('2026-11-22T12:00:00Z')
  const idOf = async (user: string) =>
    (await test.db.one<{ id: number }>`select id from app_user where identifier = ${user} limit 1`)?.id ?? 0
  const untilOf = async (user: string) =>
    (await quietUntil(test.db, [await idOf(user)], now)).get(await idOf(user))?.toISOString() ?? null
  const sunday = { sun: [{ from: '00:00', to: '24:00' }] }

  it('is told of those who may not now, and of nobody else', async () => {
    await put('eve', { timeZone: 'Asia/Tokyo', schedule: sunday })
    await put('fay', { timeZone: 'Asia/Tokyo', schedule: { mon: sunday.sun } })
    await put('gus', { timeZone: 'Asia/Tokyo', schedule: sunday, enabled: false })
    const ids = await Promise.all(['eve', 'fay', 'gus', 'ann'].map(idOf))
    expect(await quietUntil(test.db, [...ids, ...ids, -1, 999_999], now)).toEqual(
      new Map([[ids[0], new Date('2026-11-22T15:00:00Z')]]),
    )
    expect(await quietUntil(test.db, [], now)).toEqual(new Map())
    expect(await quietUntil(test.db, [-1], now)).toEqual(new Map())
  })

  it('goes by the user’s own zone, else by the profile’s, else by UTC', async () => {
    await put('hal', { schedule: sunday })
    expect(await untilOf('hal')).toBe('2026-11-23T00:00:00.000Z')
    await test.call('PUT', '/v3/users/hal', test.asApp, { $timezone: 'Europe/Berlin' })
    expect(await untilOf('hal')).toBe('2026-11-22T23:00:00.000Z')
    await test.call('PUT', '/v3/users/hal', test.asApp, { timeZone: 'Asia/Tokyo' })
    expect(await untilOf('hal')).toBe('2026-11-22T15:00:00.000Z')
    await put('hal', { schedule: sunday, timeZone: 'America/New_York' })
    expect(await untilOf('hal')).toBe('2026-11-23T05:00:00.000Z')
  })

  it.each([[5], ['Nowhere/Land'], [''], [['UTC']], [{ a: 1 }]])(
    'goes by UTC where the profile’s zone is %j',
    async (timeZone) => {
      await put('ida', { schedule: sunday })
      await test.call('PUT', '/v3/users/ida', test.asApp, { timeZone })
      expect(await untilOf('ida')).toBe('2026-11-23T00:00:00.000Z')
    },
  )

  it('is forgotten with the user', async () => {
    await put('jim', { schedule: sunday })
    const id = await idOf('jim')
    await test.call('DELETE', '/v3/users/jim', test.asApp)
    expect(await test.db.many`select 1 from quiet_hours where user_id = ${id}`).toEqual([])
  })
})
