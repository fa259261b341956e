import { createHmac } from 'node:crypto'
import type { FeedPage, Notification, Preference, Topic } from '@inboxkit/protocol'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { readPage } from './blocks.js'
import { type Answer, callersOf, unique } from './callers.js'
import { firstCells } from './tables.js'
import { useWorld } from './world.js'

const world = useWorld()

const { ask, key, app, user, makeUser, send, withOne, makeCategory, choose, signed } = callersOf(world)

/** One for each row of the table: what it says, seen on the wire. */
const checks: Readonly<Record<string, () => Promise<void>>> = {
  'X-ENGAGESPOT-SECRET-KEY, which the vendor names for categories only': async () => {
    const headers = { ...key, 'x-engagespot-secret-key': world.apiSecret }
    expect((await ask('PUT', `/v3/users/${unique('ann')}`, headers, {})).status).toBe(200)
  },
  'a header Authentication: Bearer': async () => {
    const ann = await makeUser()
    const headers = { authentication: `Bearer ${signed(ann)}` }
    expect((await ask('GET', '/v3/notifications', headers)).status).toBe(200)
  },
  'colons in the sub of a token': async () => {
    const ann = await makeUser('team:ann')
    await send(ann, {}, { title: 'For the whole name' })
    await world.newest(ann, 'For the whole name')
    const page = await world.withToken<FeedPage>(signed(ann), 'GET', '/v3/notifications')
    expect(page.data).toHaveLength(1)
  },
  'when open mode makes a user': async () => {
    const ann = unique('ann')
    expect((await ask('GET', '/v3/notifications', user(ann))).status).toBe(200)
    expect((await ask('GET', `/v3/users/${ann}`, app)).status).toBe(200)
    const bob = unique('bob')
    const token = { authorization: `Bearer ${signed(bob)}` }
    expect(await ask('GET', '/v3/notifications', token)).toMatchObject({ body: { code: 'user_not_found' } })
    await world.asApp('PATCH', '/v3/app', { hmac: true })
    const signature = createHmac('sha256', world.apiSecret).update(bob).digest('base64')
    expect(
      await ask('POST', '/v3/sdk/connect', { ...user(bob), 'x-engagespot-user-signature': signature }, {}),
    ).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
    await world.asApp('PATCH', '/v3/app', { hmac: false })
  },
  'pages over the limit': async () => {
    const ann = await makeUser()
    const list = (query: string): Promise<Answer> => ask('GET', `/v3/notifications?${query}`, user(ann))
    expect((await list('pageNo=1&limit=21')).status).toBe(400)
    expect((await list('limit=101')).status).toBe(400)
    expect((await list('pageNo=1&limit=20')).status).toBe(200)
    expect((await list('limit=100')).status).toBe(200)
  },
  'filter=interacted': async () => {
    const { ann, item, path } = await withOne()
    const list = async (): Promise<number[]> =>
      (await world.asUser<FeedPage>(ann, 'GET', '/v3/notifications?filter=interacted')).data.map(
        ({ id }) => id,
      )
    await world.asUser(ann, 'POST', `${path}/click`)
    expect(await list()).toEqual([])
    await world.asUser(ann, 'PUT', `${path}/state`, { state: 'accepted' })
    expect(await list()).toEqual([item.id])
  },
  tenantIdentifier: async () => {
    const { ann } = await withOne()
    const page = await world.asUser<FeedPage>(ann, 'GET', '/v3/notifications?tenantIdentifier=acme')
    expect(page.data).toHaveLength(1)
  },
  reading: async () => {
    const { ann, path } = await withOne()
    expect(await world.asUser<Notification>(ann, 'POST', `${path}/click`)).toMatchObject({
      seenAt: expect.any(String),
      readAt: expect.any(String),
    })
    expect(await world.asUser<Notification>(ann, 'DELETE', `${path}/reads`)).toMatchObject({
      seenAt: expect.any(String),
      readAt: null,
    })
  },
  'click, views, reads, repeated': async () => {
    const { ann, path } = await withOne()
    const calls = [
      ['POST', 'click'],
      ['DELETE', 'reads'],
      ['DELETE', 'views'],
    ] as const
    for (const [method, verb] of calls) {
      const first = await ask(method, `${path}/${verb}`, user(ann))
      expect(first.status).toBe(200)
      expect(await ask(method, `${path}/${verb}`, user(ann))).toEqual(first)
    }
  },
  "an unknown id, another user's or a deleted one": async () => {
    const { ann, path } = await withOne()
    const bob = await makeUser('bob')
    expect(await ask('GET', path, user(bob))).toMatchObject({ body: { code: 'notification_not_found' } })
    expect(await ask('GET', '/v3/notifications/999999999', user(bob))).toMatchObject({ status: 404 })
    await world.asUser(ann, 'DELETE', path)
    expect(await ask('POST', `${path}/click`, user(ann))).toMatchObject({
      status: 404,
      body: { code: 'notification_not_found' },
    })
  },
  'GET /v3/notifications/{id}': async () => {
    const { ann, item, path } = await withOne()
    expect(await world.asUser<Notification>(ann, 'GET', path)).toMatchObject({
      id: item.id,
      title: 'Hello',
      seenAt: expect.any(String),
    })
  },
  'bodies of 404, 409, 422': async () => {
    const topic = { name: unique('Topic') }
    await world.asApp('POST', '/v3/topics', topic)
    const answers = [
      await ask('GET', `/v3/users/${unique('nobody')}`, app),
      await ask('POST', '/v3/topics', app, topic),
      await ask('PUT', `/v3/users/${unique('ann')}`, app, { identifier: 'ann' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 409, 422])
    for (const { status, body } of answers)
      expect(body).toMatchObject({ status: 'error', statusCode: status, message: expect.anything() })
  },
  'sendAt in the past · no date · over a year ahead': async () => {
    const ann = await makeUser()
    await send(ann, { sendAt: '2020-01-01T00:00:00Z' })
    await world.newest(ann, 'Hello')
    for (const sendAt of ['soon', new Date(Date.now() + 400 * 86_400_000).toISOString()])
      expect(
        await ask('POST', '/v3/notifications', app, {
          notification: { title: 'Hello' },
          sendTo: { recipients: [ann] },
          sendAt,
        }),
      ).toMatchObject({ status: 400, body: { fields: [{ field: 'sendAt' }] } })
  },
  'recipients of one send': async () => {
    const sendTo = (to: object): Promise<Answer> =>
      ask('POST', '/v3/notifications', app, { notification: { title: 'Hello' }, sendTo: to })
    const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `nobody-${n}`)
    expect((await sendTo({ recipients: names(1000) })).status).toBe(202)
    expect(await sendTo({ recipients: names(1001) })).toMatchObject({
      status: 400,
      body: { code: 'too_many_recipients' },
    })
    expect((await sendTo({ topics: names(101) })).status).toBe(400)
  },
  'category and data given twice': async () => {
    const ann = await makeUser()
    const [outer, inner] = [unique('outer'), unique('inner')]
    await send(
      ann,
      { category: outer, data: { a: 1, b: 1 } },
      { title: 'Twice', category: inner, data: { b: 2, c: 2 } },
    )
    expect(await world.newest(ann, 'Twice')).toMatchObject({
      category: { identifier: inner },
      data: { a: 1, b: 2, c: 2 },
    })
  },
  'triggerConfig, batchingConfig of a channel': async () => {
    const ann = await makeUser()
    const inApp = (settings: object): Promise<Answer> =>
      ask('POST', '/v3/notifications', app, {
        notification: { title: 'Hello', content: { inApp: settings } },
        sendTo: { recipients: [ann] },
      })
    expect((await inApp({ triggerConfig: { trigger: 'delayed', triggerDelay: 5 } })).status).toBe(400)
    expect((await inApp({ batchingConfig: { batchingEnabled: true } })).status).toBe(400)
    expect((await inApp({ triggerConfig: { trigger: 'always', order: 1 } })).status).toBe(202)
  },
  'which sends a preference stops': async () => {
    const ann = await makeUser()
    const { id, identifier } = await makeCategory()
    await choose(ann, id, false)
    const { requestId } = await send(ann, { category: identifier })
    expect(await world.settled(requestId)).toMatchObject({
      recipients: { data: [{ reason: 'preference_off' }] },
    })
    await send(ann, {}, { title: 'Without a category' })
    await world.newest(ann, 'Without a category')
  },
  'enabled as 0 and 1, categoryId as text': async () => {
    const ann = await makeUser()
    const { id } = await makeCategory()
    expect(await choose(ann, String(id), 0)).toMatchObject({
      status: 200,
      body: [{ category: { id }, channelPreferences: [{ channel: 'inApp', enabled: false }] }],
    })
  },
  'PATCH /v3/preferences': async () => {
    const ann = await makeUser()
    const { id } = await makeCategory()
    expect((await choose(ann, id, false)).body).toEqual(
      await world.asUser<Preference[]>(ann, 'GET', '/v3/preferences'),
    )
    const channels = [{ channel: 'inApp', enabled: true }]
    const preference = [id, 999_999].map((categoryId) => ({ categoryId, channels }))
    expect((await ask('PATCH', '/v3/preferences', user(ann), { preference })).status).toBe(404)
    expect(await world.asUser(ann, 'GET', '/v3/preferences')).toMatchObject([
      { channelPreferences: [{ enabled: false }] },
    ])
  },
  'GET /v3/profile': async () => {
    const ann = await makeUser('ann', { plan: 'pro' })
    expect(await world.asUser(ann, 'GET', '/v3/profile')).toEqual({ plan: 'pro' })
  },
  'PATCH /v3/profile that cannot be applied': async () => {
    const ann = await makeUser('ann', { plan: 'pro' })
    expect(
      await ask('PATCH', '/v3/profile', user(ann), [
        { op: 'replace', path: '/plan', value: 'basic' },
        { op: 'remove', path: '/missing' },
      ]),
    ).toMatchObject({ status: 422, body: { fields: [{ field: '[1].path' }] } })
    expect(await world.profile(ann)).toEqual({ plan: 'pro' })
  },
  'creating what exists': async () => {
    const ann = await makeUser('ann', { plan: 'pro' })
    const again = { identifier: ann, profile: { city: 'Delft' } }
    expect(await ask('POST', '/v3/users', app, again)).toMatchObject({
      status: 200,
      body: { profile: { plan: 'pro', city: 'Delft' } },
    })
    const { identifier } = await makeCategory()
    expect(await ask('POST', '/v3/categories', app, { identifier, name: 'Again' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists' },
    })
    const topic = { name: unique('Topic') }
    expect((await ask('POST', '/v3/topics', app, topic)).status).toBe(200)
    expect((await ask('POST', '/v3/topics', app, topic)).status).toBe(409)
  },
  'hideInApp and hideInInApp, two names for one flag': async () => {
    const category = (await makeCategory()).identifier
    for (const flag of ['hideInApp', 'hideInInApp'])
      for (const isHidden of [true, false])
        expect(await world.asApp('PATCH', `/v3/categories/${category}`, { [flag]: isHidden })).toMatchObject({
          hideInApp: isHidden,
          hideInInApp: isHidden,
        })
  },
  'deleting a category': async () => {
    const ann = await makeUser()
    const { id, identifier } = await makeCategory()
    await send(ann, { category: identifier })
    await world.newest(ann, 'Hello')
    await choose(ann, id, false)
    await world.asApp('DELETE', `/v3/categories/${id}`)
    expect(await world.newest(ann, 'Hello')).toMatchObject({ category: null })
    expect(await world.asUser(ann, 'GET', '/v3/preferences')).toEqual([])
  },
  "push as a channel of a subscription, in the vendor's examples": async () => {
    const ann = await makeUser()
    const { id } = await world.asApp<Topic>('POST', '/v3/topics', { name: unique('Topic') })
    expect(
      await world.asApp('PUT', `/v3/topics/${id}/users/${ann}`, { channels: ['email', 'push'] }),
    ).toMatchObject({ channels: ['email', 'webPush', 'mobilePush'] })
  },
  'unknown users added to a topic · not subscribed ones removed': async () => {
    const ann = await makeUser()
    const { id } = await world.asApp<Topic>('POST', '/v3/topics', { name: unique('Topic') })
    const users = [{ identifier: ann }, { identifier: unique('nobody') }]
    expect(await ask('POST', `/v3/topics/${id}/users`, app, { users })).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
    expect(await world.asApp('GET', `/v3/topics/${id}/users`)).toMatchObject({ data: [] })
    expect(await ask('POST', `/v3/topics/${id}/detachUsers`, app, { users: [ann] })).toMatchObject({
      status: 200,
      body: { removed: 0 },
    })
  },
  cancelling: async () => {
    const ann = await makeUser()
    const identifier = unique('workflow')
    const path = `/v3/workflows/${identifier}`
    const cancel = (method: string, at: string, cancellationKey: string): Promise<Answer> =>
      ask(method, at, app, { cancellationKey })
    await world.asApp('PUT', path, { identifier, name: 'Later', steps: [{ type: 'delay', for: '1h' }] })
    const { requestId } = await send(ann, {}, { workflow: { identifier, cancellationKey: 'tea' } })
    await world.settled(requestId)
    const answer = { message: expect.any(String) as unknown, cancelled: 1, pending: false }
    expect(await cancel('PATCH', `${path}/cancel-run`, 'tea')).toEqual({ status: 200, body: answer })
    for (const version of ['v3', 'v4'])
      for (const [method, end] of [
        ['PATCH', '/cancel-run'],
        ['POST', '/cancel-run'],
        ['PATCH', ''],
      ] as const)
        expect(await cancel(method, `/${version}/workflows/${identifier}${end}`, 'tea')).toEqual({
          status: 200,
          body: { ...answer, cancelled: 0 },
        })
    expect(await cancel('PATCH', path, 'coffee')).toMatchObject({
      status: 404,
      body: { code: 'run_not_found' },
    })
    expect(await cancel('PATCH', '/v3/workflows/none', 'tea')).toMatchObject({
      status: 404,
      body: { code: 'workflow_not_found' },
    })
  },
  'POST /v3/sdk/realtimeTokenRequests (Ably)': async () => {
    const answer = await ask('POST', '/v3/sdk/realtimeTokenRequests', user(await makeUser()))
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(String(answer.body['message'])).toContain('self')
  },
  'GET /v3/translations/inapp': async () => {
    const texts = async (query: string, headers: Record<string, string> = {}): Promise<string> =>
      JSON.stringify((await ask('GET', `/v3/translations/inapp${query}`, headers)).body)
    const spoken = await Promise.all(
      ['en', 'de', 'fr', 'es', 'ar', 'ja'].map((language) => texts(`?locale=${language}`)),
    )
    expect(new Set(spoken).size).toBe(6)
    expect(await texts('', { 'accept-language': 'tlh, fr-CA;q=0.5' })).toBe(spoken[2])
    expect(await texts('?locale=tlh')).toBe(spoken[0])
  },
  'a refused socket': async () => {
    const socket = io(world.url, {
      transports: ['websocket'],
      forceNew: true,
      query: { apiKey: 'no such key', userId: 'ann' },
    })
    const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve))
    socket.disconnect()
    expect(error.message).toBe('The API key or secret is not valid')
  },
  'user rooms': async () => {
    const [ann, bob] = [await makeUser('ann'), await makeUser('bob')]
    const socket = io(world.url, {
      transports: ['websocket'],
      forceNew: true,
      query: { apiKey: world.apiKey, userId: ann },
    })
    const heard: string[] = []
    socket.on('NEW_NOTIFICATION', ({ notification }: { notification: { title: string } }) =>
      heard.push(notification.title),
    )
    await new Promise<void>((resolve) => socket.once('connect', resolve))
    await send(bob, {}, { title: 'For Bob' })
    await world.newest(bob, 'For Bob')
    await send(ann, {}, { title: 'For Ann' })
    await expect.poll(() => heard).toEqual(['For Ann'])
    socket.disconnect()
  },
}

describe('what the contract leaves open', () => {
  const rows = firstCells(readPage('docs/api.md'), 'What the contract leaves open')

  it('is checked row by row', () => {
    expect(Object.keys(checks)).toEqual(rows)
  })

  it.each(rows)('%s', async (row) => {
    await checks[row]?.()
  })
})
