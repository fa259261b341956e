import type { Inboxkit } from '@inboxkit/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curl, type Reply } from './curl.js'
import { key, openWorld, type SprinklrWorld, token } from './world.js'

let world: SprinklrWorld
beforeAll(async () => {
  world = await openWorld()
  const steps = [
    {
      type: 'send',
      channel: 'inApp',
      template: { title: 'Hi {{recipient.firstName}}: {{data.key1}}, {{data.key2}}' },
    },
  ] as const
  for (const kit of [world.shop, world.other])
    for (const identifier of ['string', 'cart-reminder'])
      await kit.workflows.publish({ identifier, name: identifier, steps })
  await world.shop.users.createOrUpdate('string', { firstName: 'Stringer' })
})
afterAll(() => world?.close())

const proven = [`Authorization: ${token}`, `Key: ${key}`, 'Content-Type: application/json']

const post = (path: string, body: unknown, headers: readonly string[] = proven): Promise<Reply> =>
  curl(world.url + path, headers, typeof body === 'string' ? body : JSON.stringify(body))

const titles = async (kit: Inboxkit, identifier: string): Promise<string[]> =>
  (await kit.inbox.list(identifier)).data.map(({ title }) => title)

const arrived = (kit: Inboxkit, identifier: string, wanted: string[]): Promise<void> =>
  expect.poll(() => titles(kit, identifier)).toEqual(wanted)

const nothing = { status: 204, contentType: '', body: '' }
const messagesIn = ({ body }: Reply): string[] => {
  const { data, errors } = JSON.parse(body) as { data: null; errors: { message: string }[] }
  expect(data).toBeNull()
  return errors.map(({ message }) => message)
}

/** As they stand in the vendor's guide (seed 003). */
const firstExample = `{
"snType": "string",
"snId": "string"
"journeyId” : "string"
"contextParams" :
{
"key1" :"string",
"key2" :"string"
}
}`
const secondExample = `{
"journeyId": "string",
"contextParams": {
"key1": "string",
"key2": "string"
},
"unifiedProfile": {
"id": "id8",
"contact": {
"firstName": "Parth"
},
"profiles": [
{
"channelType": "EMAIL",
"channelId": "acme@sprinklr.com",
"name": "John Snow"
}
],
"createdTime": 1599816142000
}
}`

describe('the examples of the guide', () => {
  it('trigger a journey, once the commas are where JSON has them', async () => {
    const asPrinted = await post('/api/marketing-journey/trigger', firstExample)
    expect(asPrinted.status).toBe(400)
    expect(messagesIn(asPrinted)[0]).toMatch('The body is not valid JSON')
    const adapted = firstExample
      .replace('"snId": "string"', '"snId": "string",')
      .replace('”', '"')
      .replace('"journeyId" : "string"', '"journeyId" : "string",')
    expect(await post('/api/marketing-journey/trigger', adapted)).toEqual(nothing)
    await arrived(world.shop, 'string', ['Hi Stringer: string, string'])
  })

  it('trigger a journey with a new profile, which the next call finds', async () => {
    expect(await post('/api/marketing-journey/triggerWithNewProfile', secondExample)).toEqual(nothing)
    expect((await world.shop.users.get('id8')).profile).toEqual({
      firstName: 'Parth',
      email: 'acme@sprinklr.com',
      name: 'John Snow',
    })
    const body = { snType: 'EMAIL', snId: 'ACME@sprinklr.com', journeyId: 'cart-reminder' }
    expect(await post('/api/marketing-journey/trigger', body)).toEqual(nothing)
    await arrived(world.shop, 'id8', ['Hi Parth: , ', 'Hi Parth: string, string'])
    const again = secondExample.replace('"Parth"', '"Parth", "lastName": "Shah"')
    expect(await post('/api/marketing-journey/triggerWithNewProfile', again)).toEqual(nothing)
    expect((await world.shop.users.get('id8')).profile).toMatchObject({
      firstName: 'Parth',
      lastName: 'Shah',
    })
  })

  it('take the word Bearer, and an Accept header', async () => {
    const body = { snType: 'FB ID', snID: 'string', journeyID: 'cart-reminder' }
    const headers = [`Authorization: Bearer ${token}`, ...proven.slice(1), 'Accept: application/json']
    expect(await post('/api/marketing-journey/trigger', body, headers)).toEqual(nothing)
    await arrived(world.shop, 'string', ['Hi Stringer: , ', 'Hi Stringer: string, string'])
  })
})

describe('the versioned addresses', () => {
  it.each(['/api/v2/marketing-journey', '/prod2/api/v2/marketing-journey'])(
    '%s say how a journey is followed',
    async (base) => {
      const identifier = `followed${base.length}`
      const unifiedProfile = {
        id: identifier,
        contact: { firstName: 'Ann', phoneNo: `+1 602-000-00${base.length}` },
        profiles: [{ channelType: 'TWITTER', channelId: `@ann${base.length}`, name: 'Ann Berg' }],
      }
      const journeyId = 'cart-reminder'
      const replies = [
        await post(`${base}/triggerJourney`, { journeyId, unifiedProfile, contextParams: { key1: '77' } }),
        await post(`${base}/triggerWithNewProfile`, { journeyId, unifiedProfile }),
        await post(`${base}/trigger`, { journeyId, snType: 'SMS', snId: `160200000${base.length}` }),
        await post(`${base}/trigger`, { journeyId, snType: 'TWITTER', snId: `@ann${base.length}` }),
      ]
      for (const { status, contentType, body } of replies) {
        expect({ status, contentType }).toEqual({
          status: 200,
          contentType: 'application/json; charset=utf-8',
        })
        const { data, errors } = JSON.parse(body) as { data: { trackingId: string }; errors: unknown }
        expect({ data, errors }).toEqual({
          data: { status: 'SUCCESS', message: expect.any(String), trackingId: expect.any(String) },
          errors: [],
        })
        await expect
          .poll(async () => (await world.shop.requests.listRecipients(data.trackingId)).data)
          .toMatchObject([{ identifier, outcome: 'delivered' }])
      }
      await arrived(world.shop, identifier, ['Hi Ann: , ', 'Hi Ann: , ', 'Hi Ann: , ', 'Hi Ann: 77, '])
    },
  )
})

describe('a refusal', () => {
  const path = '/api/marketing-journey/trigger'
  const body = { snType: 'EMAIL', snId: 'nobody@shop.test', journeyId: 'string' }

  it.each([
    ['no headers', []],
    ['no key', [`Authorization: Bearer ${token}`]],
    ['no token', [`Key: ${key}`]],
    ['another token', ['Authorization: Bearer access-token-of-another', `Key: ${key}`]],
    ['another key', [`Authorization: Bearer ${token}`, 'Key: api-key-of-another']],
  ])('is 401 for %s', async (_name, headers) => {
    const reply = await post(path, body, [...headers, 'Content-Type: application/json'])
    expect(reply.status).toBe(401)
    expect(messagesIn(reply)).toHaveLength(1)
  })

  it('is 404 for a profile or a journey that is not there, and nothing is made', async () => {
    const nobody = await post(path, body)
    expect([nobody.status, messagesIn(nobody)]).toEqual([
      404,
      ['No profile has the EMAIL address nobody@shop.test: triggerWithNewProfile makes one'],
    ])
    const profiles = [{ channelType: 'EMAIL', channelId: 'new@shop.test', name: 'New' }]
    const nowhere = await post('/api/marketing-journey/triggerWithNewProfile', {
      journeyId: 'nowhere',
      unifiedProfile: { id: 'new', profiles },
    })
    expect([nowhere.status, messagesIn(nowhere)]).toEqual([404, ['No such journey: nowhere']])
    await expect(world.shop.users.get('new')).rejects.toMatchObject({ code: 'user_not_found' })
  })

  it('is 400 for what is missing', async () => {
    const none = await post(path, {})
    expect([none.status, messagesIn(none)]).toEqual([
      400,
      ['journeyId must be a string', 'snType must be a string', 'snId must be a string'],
    ])
    const unnamed = await post('/api/marketing-journey/triggerWithNewProfile', {
      journeyId: 'string',
      unifiedProfile: { profiles: [{ channelType: 'EMAIL', channelId: 'a@shop.test' }] },
    })
    expect([unnamed.status, messagesIn(unnamed)]).toEqual([
      400,
      ['unifiedProfile.profiles[0].name must be a string'],
    ])
  })

  it('is 415 for a form, which is what curl sends without a content type', async () => {
    expect((await post(path, body, proven.slice(0, 2))).status).toBe(415)
  })
})

describe('another app on the same server', () => {
  it('is not reached, and its users are not found', async () => {
    await world.other.users.createOrUpdate('theirs', { email: 'theirs@shop.test', firstName: 'Theirs' })
    const trigger = (): Promise<Reply> =>
      post('/api/marketing-journey/trigger', {
        snType: 'EMAIL',
        snId: 'theirs@shop.test',
        journeyId: 'string',
      })
    expect((await trigger()).status).toBe(404)
    await world.shop.users.createOrUpdate('ours', { email: 'theirs@shop.test', firstName: 'Ours' })
    expect((await trigger()).status).toBe(204)
    await arrived(world.shop, 'ours', ['Hi Ours: , '])
    expect(await titles(world.other, 'theirs')).toEqual([])
  })
})
