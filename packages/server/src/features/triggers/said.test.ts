import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

describe('what templates see of a send', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    for (const name of ['ann', 'bob'])
      await test.call('PUT', `/v3/users/${name}`, test.asApp, { firstName: name, team: 'blue' })
    await test.call('PUT', '/v3/tenants/north', test.asApp, { name: 'North', properties: { city: 'Oslo' } })
    await test.call('PUT', '/v3/templates/said', test.asApp, {
      name: 'Said',
      channels: {
        inApp: {
          title: '{{actor.firstName}} of {{$actor.team}} at {{tenant.name}}, {{$tenant.city}}: {{note}}',
        },
      },
    })
  })
  afterAll(() => test.close())

  const send = async (fields: object): Promise<unknown> => {
    const sent = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { templateIdentifier: 'said' },
      sendTo: { recipients: ['bob'] },
      data: { note: 'hi' },
      ...fields,
    })
    expect(sent.status).toBe(202)
    await expanded(test.db, String(sent.body['requestId']))
    const { body } = await test.call('GET', '/v3/notifications?limit=1', test.asUser('bob'))
    return body.data?.[0]?.['title']
  }

  it('is a known actor and a known tenant', async () => {
    expect(await send({ actor: 'ann', tenant: 'north' })).toBe('ann of blue at North, Oslo: hi')
  })

  it('is an actor who is described, and known from then on', async () => {
    const actor = { identifier: 'eve', firstName: 'Eve', team: 'red' }
    expect(await send({ actor, tenant: 'north' })).toBe('Eve of red at North, Oslo: hi')
    const { body } = await test.call('GET', '/v3/users/eve', test.asApp)
    expect(body).toMatchObject({ identifier: 'eve', profile: { firstName: 'Eve', team: 'red' } })
  })

  it('is a tenant that the first send for it makes', async () => {
    expect(await send({ actor: 'ann', tenant: 'south' })).toBe('ann of blue at south, : hi')
    expect((await test.call('GET', '/v3/tenants/south', test.asApp)).body).toMatchObject({ name: 'south' })
    expect((await test.call('GET', '/v3/tenants/south', test.asOtherApp)).status).toBe(404)
  })

  it('is nothing of an actor of another app', async () => {
    await test.call('PUT', '/v3/users/zoe', test.asOtherApp, { firstName: 'Zoe' })
    expect(await send({ actor: 'zoe', tenant: 'north' })).toBe(' of  at North, Oslo: hi')
  })

  it('is refused where it cannot be', async () => {
    const refused = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { title: 'x' },
      sendTo: { recipients: ['bob'] },
      tenant: '',
      actor: { firstName: 'no identifier' },
    })
    expect(refused).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'actor.identifier' }, { field: 'tenant' }] },
    })
  })
})

describe('why a user got an item', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
    for (const topic of ['news', 'offers']) {
      await test.call('POST', '/v3/topics', test.asApp, { identifier: topic, name: topic })
      await test.call('POST', `/v3/topics/${topic}/users`, test.asApp, { users: [{ identifier: 'ann' }] })
    }
    const steps = [{ type: 'send', channel: 'inApp', template: { title: 'Hi' } }]
    await test.call('PUT', '/v3/workflows/welcome', test.asApp, { name: 'Welcome', steps })
  })
  afterAll(() => test.close())

  it.each([
    [
      'a workflow',
      { notification: { workflow: { identifier: 'welcome' } }, sendTo: { recipients: ['ann'] } },
      { workflow: 'welcome' },
    ],
    ['a topic', { notification: { title: 'x' }, sendTo: { topics: ['news'] } }, { topic: 'news' }],
    ['everyone', { notification: { title: 'x' }, sendTo: { everyone: true } }, { everyone: true }],
    [
      'one topic or the other',
      { notification: { title: 'x' }, sendTo: { topics: ['news', 'offers'] } },
      undefined,
    ],
    ['a name', { notification: { title: 'x' }, sendTo: { recipients: ['ann'] } }, undefined],
  ])('is %s', async (_, body, reason) => {
    const sent = await test.call('POST', '/v3/notifications', test.asApp, body)
    expect(sent.status).toBe(202)
    await expanded(test.db, String(sent.body['requestId']))
    await test.settle()
    const { body: page } = await test.call('GET', '/v3/notifications?limit=1', test.asUser('ann'))
    expect(page.data?.[0]?.['reason']).toEqual(reason)
  })
})

describe('the language of a template', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, { locale: 'fr' })
    await test.call('PUT', '/v3/templates/hi', test.asApp, {
      name: 'Hi',
      channels: { inApp: { title: 'Hello' } },
      locales: { de: { inApp: { title: 'Hallo' } }, pt: { inApp: { title: 'Olá' } } },
    })
  })
  afterAll(() => test.close())

  it.each([
    ['the user’s', 'pt-BR', 'de', 'Olá'],
    ['the app’s, when the template does not have the user’s', 'fr', 'de', 'Hallo'],
    ['its own, when it has neither', 'fr', 'it', 'Hello'],
    ['its own, when the app has none', 'fr', null, 'Hello'],
  ])('is %s', async (_, locale, language, title) => {
    await test.call('PUT', '/v3/users/ann', test.asApp, { locale })
    const changed = await test.call('PATCH', '/v3/app', test.asApp, { language })
    expect(changed.body['language']).toEqual(language ?? undefined)
    await test.send(['ann'], { templateIdentifier: 'hi' })
    const { body } = await test.call('GET', '/v3/notifications?limit=1', test.asUser('ann'))
    expect(body.data?.[0]?.['title']).toBe(title)
    const shown = await test.call('GET', '/v3/templates/hi', test.asApp)
    expect(shown.body).not.toHaveProperty('app_language')
  })

  it('must be one', async () => {
    expect(await test.call('PATCH', '/v3/app', test.asApp, { language: 'no language' })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'language' }] },
    })
  })
})
