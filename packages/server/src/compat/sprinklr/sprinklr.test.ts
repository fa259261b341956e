import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SprinklrKeys } from '../../options.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { eventually, say, type WorkflowTest, workflowsOn } from '../../testing/workflows.js'

const keys: SprinklrKeys = { token: 'token-of-the-shop', key: 'key-of-the-shop' }
const asSprinklr = { authorization: `Bearer ${keys.token}`, key: keys.key }
const base = '/api/marketing-journey'

let test: TestServer
let work: WorkflowTest
beforeAll(async () => {
  test = await openTestServer({ sprinklr: keys, rateLimit: true })
  work = workflowsOn(test)
  await work.publish('welcome', [say('Hello {{recipient.firstName}} from {{data.city}}')])
  const payload = {
    type: 'object',
    required: ['cart'],
    properties: { cart: { type: 'string', maxLength: 3 } },
  }
  await work.publish('cart', [say('Cart {{data.cart}}')], { payload })
})
afterAll(() => test.close())

const post = (path: string, body: unknown, headers: Record<string, string> = asSprinklr) =>
  test.call('POST', path, headers, body)

const trigger = (body: object) => post(`${base}/trigger`, { journeyId: 'welcome', ...body })

const newProfile = (unifiedProfile: object, body: object = {}) =>
  post(`${base}/triggerWithNewProfile`, { journeyId: 'welcome', unifiedProfile, ...body })

const aProfile = (channelType: string, channelId: string, rest: object = {}): object => ({
  ...rest,
  profiles: [{ channelType, channelId, name: 'Ann Berg' }],
})

/** Waits for a user's notifications, newest first. */
const hasTitles = (identifier: string, titles: string[]): Promise<void> =>
  eventually(async () => expect(await work.titles(identifier)).toEqual(titles))

const profileOf = async (identifier: string): Promise<unknown> => {
  const { status, body } = await test.call('GET', `/v3/users/${encodeURIComponent(identifier)}`, test.asApp)
  return status === 404 ? null : body['profile']
}

const errorsIn = (answer: { body: object }): string[] => {
  const { data, errors } = answer.body as { data: null; errors: { message: string }[] }
  expect(data).toBeNull()
  return errors.map(({ message }) => message)
}

describe('a journey', () => {
  it('runs for the user with an e-mail address, in any case', async () => {
    const ann = await work.someone({ email: 'Ann.Berg@shop.test', firstName: 'Ann' })
    const answer = await trigger({
      snType: 'EMAIL',
      snId: 'ann.BERG@Shop.test',
      contextParams: { city: 'Oslo' },
    })
    expect(answer).toMatchObject({ status: 204, body: {} })
    await hasTitles(ann, ['Hello Ann from Oslo'])
  })

  it('runs for the user with a phone number, however it is written', async () => {
    const bob = await work.someone({ phoneNumber: '+16020000001', firstName: 'Bob' })
    expect((await trigger({ snType: 'SMS', snId: '+16020000001' })).status).toBe(204)
    expect((await trigger({ snType: 'WHATSAPP_BUSINESS', snId: '1 602-000-0001' })).status).toBe(204)
    await hasTitles(bob, ['Hello Bob from ', 'Hello Bob from '])
  })

  it('runs for the user with an identifier, and takes the other spelling of its fields', async () => {
    const cem = await work.someone({ firstName: 'Cem' })
    const body = { snType: 'TWITTER ID', snID: cem, journeyID: 'welcome' }
    expect((await post(`${base}/trigger`, body)).status).toBe(204)
    await hasTitles(cem, ['Hello Cem from '])
  })

  it('runs for the oldest of those who share an address', async () => {
    const first = await work.someone({ email: 'both@shop.test', firstName: 'First' })
    const second = await work.someone({ email: 'both@shop.test', firstName: 'Second' })
    await trigger({ snType: 'EMAIL', snId: 'both@shop.test' })
    await hasTitles(first, ['Hello First from '])
    expect(await work.titles(second)).toEqual([])
  })

  it('follows an address to the user who has it now', async () => {
    const dan = await work.someone({ email: 'dan@shop.test', firstName: 'Dan' })
    await test.call('PUT', `/v3/users/${dan}`, test.asApp, { email: 'daniel@shop.test' })
    expect((await trigger({ snType: 'EMAIL', snId: 'dan@shop.test' })).status).toBe(404)
    expect((await trigger({ snType: 'EMAIL', snId: 'daniel@shop.test' })).status).toBe(204)
    await hasTitles(dan, ['Hello Dan from '])
  })

  it('does not run for nobody, nor for a user of another app', async () => {
    await test.call('PUT', '/v3/users/theirs', test.asOtherApp, { email: 'theirs@shop.test' })
    for (const snId of ['nobody@shop.test', 'theirs@shop.test', 'theirs']) {
      const answer = await trigger({ snType: 'EMAIL', snId })
      expect(answer.status).toBe(404)
      expect(errorsIn(answer)).toEqual([
        `No profile has the EMAIL address ${snId}: triggerWithNewProfile makes one`,
      ])
    }
    const { body } = await test.call('GET', '/v3/notifications', test.asOtherUser('theirs'))
    expect(body.data).toEqual([])
  })

  it('must be a workflow that takes its parameters', async () => {
    const eve = await work.someone()
    const unknown = await trigger({ snType: 'X', snId: eve, journeyId: 'nowhere' })
    expect([unknown.status, errorsIn(unknown)]).toEqual([404, ['No such journey: nowhere']])
    const wrong = await trigger({
      snType: 'X',
      snId: eve,
      journeyId: 'cart',
      contextParams: { cart: '1234' },
    })
    expect([wrong.status, errorsIn(wrong)]).toEqual([
      400,
      ['contextParams.cart must NOT have more than 3 characters'],
    ])
    const none = await trigger({ snType: 'X', snId: eve, journeyId: 'cart' })
    expect([none.status, errorsIn(none)]).toEqual([400, ["contextParams must have required property 'cart'"]])
    const right = await trigger({ snType: 'X', snId: eve, journeyId: 'cart', contextParams: { cart: '77' } })
    expect(right).toMatchObject({ status: 204, body: {} })
    await hasTitles(eve, ['Cart 77'])
  })

  it('has parameters of any name', async () => {
    const fay = await work.someone({ firstName: 'Fay' })
    const contextParams = { attachments: 'two', city: 'Rome', n: 3, is: true }
    expect((await trigger({ snType: 'X', snId: fay, contextParams })).status).toBe(204)
    await hasTitles(fay, ['Hello Fay from Rome'])
    const { body } = await test.call('GET', '/v3/notifications', test.asUser(fay))
    expect(body.data?.[0]?.['data']).toEqual(contextParams)
  })
})

describe('a journey with a new profile', () => {
  it('makes the profile, which is there at once', async () => {
    const unifiedProfile = {
      ...aProfile('EMAIL', 'Gil@shop.test', { id: 'p-1' }),
      contact: {
        firstName: 'Gil',
        lastName: 'Berg',
        fullName: '',
        phoneNo: '+1 (602) 000-0002',
        website: null,
      },
      demographics: { age: 41, language: 'de' },
      createdTime: 1_893_556_800_000,
    }
    const answer = await newProfile(unifiedProfile, { contextParams: { city: 'Oslo' } })
    expect(answer).toMatchObject({ status: 204, body: {} })
    expect(await profileOf('p-1')).toEqual({
      email: 'Gil@shop.test',
      firstName: 'Gil',
      lastName: 'Berg',
      phoneNumber: '+16020000002',
      age: 41,
      language: 'de',
      name: 'Ann Berg',
    })
    expect((await trigger({ snType: 'SMS', snId: '16020000002' })).status).toBe(204)
    await hasTitles('p-1', ['Hello Gil from ', 'Hello Gil from Oslo'])
  })

  it('names a user without an id after the channel', async () => {
    await newProfile(aProfile('WhatsApp_Business', '16020000003', { contact: { phoneNo: 'none' } }))
    expect(await profileOf('whatsapp_business:16020000003')).toEqual({
      name: 'Ann Berg',
      phoneNo: 'none',
      phoneNumber: '+16020000003',
    })
    await newProfile(aProfile('EMAIL', 'Hal@Shop.test'))
    expect(await profileOf('email:hal@shop.test')).toMatchObject({ email: 'Hal@Shop.test' })
    await hasTitles('email:hal@shop.test', ['Hello  from '])
  })

  it('uses the profile that is there, and merges into it', async () => {
    const ida = await work.someone({ email: 'ida@shop.test', firstName: 'Ida', plan: 'pro', name: 'I. B.' })
    await newProfile(
      aProfile('EMAIL', 'IDA@shop.test', { id: 'p-ida', contact: { lastName: 'Berg', email: 'i@b.test' } }),
    )
    expect(await profileOf('p-ida')).toBeNull()
    expect(await profileOf(ida)).toEqual({
      email: 'i@b.test',
      firstName: 'Ida',
      lastName: 'Berg',
      plan: 'pro',
      name: 'I. B.',
    })
    await hasTitles(ida, ['Hello Ida from '])
  })

  it('knows the same person by any channel afterwards, until the user is deleted', async () => {
    const profiles = ['jo1', 'jo2'].map((channelId) => ({ channelType: 'TWITTER', channelId, name: 'Jo' }))
    await newProfile({ id: 'p-jo', contact: { firstName: 'Jo' }, profiles })
    expect((await trigger({ snType: 'twitter', snId: 'jo2' })).status).toBe(204)
    await newProfile(aProfile('TWITTER', 'jo1', { id: 'p-other' }))
    expect(await profileOf('p-other')).toBeNull()
    await hasTitles('p-jo', ['Hello Jo from ', 'Hello Jo from ', 'Hello Jo from '])
    await test.call('DELETE', '/v3/users/p-jo', test.asApp)
    expect((await trigger({ snType: 'TWITTER', snId: 'jo2' })).status).toBe(404)
    await newProfile(aProfile('TWITTER', 'jo2', { id: 'p-jo-2' }))
    expect((await trigger({ snType: 'TWITTER', snId: 'jo2' })).status).toBe(204)
    await hasTitles('p-jo-2', ['Hello  from ', 'Hello  from '])
  })

  it('makes no profile when the journey cannot run', async () => {
    const unknown = await newProfile(aProfile('X', 'kim', { id: 'p-kim' }), { journeyId: 'nowhere' })
    expect(unknown.status).toBe(404)
    const wrong = await newProfile(aProfile('X', 'kim', { id: 'p-kim' }), { journeyId: 'cart' })
    expect(wrong.status).toBe(400)
    expect(await profileOf('p-kim')).toBeNull()
  })

  it('makes one profile when it is asked for twice at once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map((n) => newProfile(aProfile('TWITTER', 'lea', { demographics: { age: n } }))),
    )
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204])
    await hasTitles('twitter:lea', ['Hello  from ', 'Hello  from ', 'Hello  from '])
  })
})

describe('the addresses', () => {
  it.each(['/api/v2/marketing-journey', '/prod4/api/v2/marketing-journey'])(
    '%s answer with what to follow a journey by',
    async (versioned) => {
      const mia = await work.someone({ firstName: 'Mia' })
      const answers = [
        await post(`${versioned}/trigger`, { journeyId: 'welcome', snType: 'X', snId: mia }),
        await post(`${versioned}/triggerWithNewProfile`, {
          journeyId: 'welcome',
          unifiedProfile: aProfile('X', 'mia', { id: mia }),
        }),
        await post(`${versioned}/triggerJourney`, {
          journeyId: 'welcome',
          unifiedProfile: aProfile('X', 'mia', { id: mia }),
        }),
      ]
      for (const { status, body } of answers) {
        expect(status).toBe(200)
        expect(body).toEqual({
          data: {
            status: 'SUCCESS',
            message: 'The journey was accepted',
            trackingId: expect.stringMatching(/^[\da-f-]{36}$/),
          },
          errors: [],
        })
        const { trackingId } = body.data as unknown as { trackingId: string }
        const request = await test.call('GET', `/v3/requests/${trackingId}`, test.asApp)
        expect(request.status).toBe(200)
      }
      await hasTitles(mia, ['Hello Mia from ', 'Hello Mia from ', 'Hello Mia from '])
    },
  )

  it('have the newer name on the older path too, and nothing else', async () => {
    const body = { journeyId: 'welcome', unifiedProfile: aProfile('X', 'nat') }
    expect(await post(`${base}/triggerJourney`, body)).toMatchObject({ status: 200, body: { errors: [] } })
    expect((await post(`${base}/bulkTrigger`, body)).status).toBe(404)
    expect((await test.call('GET', `${base}/trigger`, asSprinklr)).status).toBe(404)
  })
})

describe('a body', () => {
  it.each([
    [{}, ['journeyId must be a string', 'snType must be a string', 'snId must be a string']],
    [{ journeyId: 'welcome', snType: 'EMAIL' }, ['snId must be a string']],
    [{ journeyId: '', snType: 'EMAIL', snId: 'a' }, ['journeyId must have at least 1 character']],
    [{ journeyId: 'welcome', snType: 'EMAIL', snId: 7 }, ['snId must be a string']],
    [
      { journeyId: 'welcome', snType: 'EMAIL', snId: 'a', contextParams: { a: { b: 1 } } },
      ['contextParams.a must be a string or a number or a boolean'],
    ],
    [
      { journeyId: 'welcome', snType: 'EMAIL', snId: 'a', contextParams: ['a'] },
      ['contextParams must be an object'],
    ],
    [[], ['body must be an object']],
    [undefined, ['body must be an object']],
    ['{"snType": "string", "snId": "string" "journeyId', [expect.stringContaining('is not valid JSON')]],
  ])('%j of a trigger is refused', async (body, said) => {
    const answer = await post(`${base}/trigger`, body)
    expect([answer.status, errorsIn(answer)]).toEqual([400, said])
  })

  it.each([
    [undefined, ['unifiedProfile must be an object']],
    [{ id: 'p' }, ['unifiedProfile.profiles must be an array']],
    [{ profiles: [] }, ['unifiedProfile.profiles must have at least 1 entry']],
    [
      { profiles: [{ channelType: 'EMAIL' }] },
      [
        'unifiedProfile.profiles[0].channelId must be a string',
        'unifiedProfile.profiles[0].name must be a string',
      ],
    ],
    [
      aProfile('X', 'x'.repeat(254)),
      ['unifiedProfile.profiles[0].channelId must have at most 255 characters'],
    ],
    [aProfile('X', 'x', { contact: 'Ann' }), ['unifiedProfile.contact must be an object']],
  ])('with the profile %j is refused', async (unifiedProfile, said) => {
    const answer = await post(`${base}/triggerWithNewProfile`, { journeyId: 'welcome', unifiedProfile })
    expect([answer.status, errorsIn(answer)]).toEqual([400, said])
  })
})

describe('who asks', () => {
  const body = { journeyId: 'welcome', snType: 'EMAIL', snId: 'nobody@shop.test' }
  const asked = async (headers: Record<string, string>): Promise<number> =>
    (await post(`${base}/trigger`, body, headers)).status

  it('sends a token, with the word Bearer or without, and a key', async () => {
    expect(await asked({ authorization: keys.token, key: keys.key })).toBe(404)
    expect(await asked({ authorization: `bearer ${keys.token}`, Key: keys.key })).toBe(404)
  })

  it.each([
    [{}, 'Send Authorization: Bearer <access token> and Key: <API key>'],
    [{ key: keys.key }, 'Send Authorization'],
    [{ authorization: keys.token }, 'Send Authorization'],
    [{ authorization: 'Bearer', key: keys.key }, 'The access token or the API key is not valid'],
    [
      { authorization: `Bearer ${keys.token}x`, key: keys.key },
      'The access token or the API key is not valid',
    ],
    [
      { authorization: `Bearer ${keys.token}`, key: 'key-of-another' },
      'The access token or the API key is not valid',
    ],
    [
      { 'x-engagespot-api-key': 'shop', 'x-engagespot-api-secret': 'shop-secret' },
      'Send Authorization: Bearer <access token> and Key: <API key>',
    ],
  ])('is refused with %j, whatever the body', async (headers, said) => {
    for (const sent of [body, '{"no JSON']) {
      const answer = await post(`${base}/trigger`, sent, headers)
      expect(answer.status).toBe(401)
      expect(errorsIn(answer)[0]).toContain(said)
    }
  })

  it('gets nowhere with these keys elsewhere', async () => {
    expect((await test.call('GET', '/v3/users', asSprinklr)).status).toBe(401)
  })

  it('is stopped after too many failures, unless the keys held before', async () => {
    const wrong = { authorization: 'Bearer wrong', key: keys.key }
    for (let n = 0; n < 1000; n++) await asked(wrong)
    const answer = await post(`${base}/trigger`, body, wrong)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(errorsIn(answer)).toHaveLength(1)
    expect(await asked(asSprinklr)).toBe(404)
    test.clock.advance(11_000)
    expect(await asked(wrong)).toBe(401)
  })
})

describe('a server without keys', () => {
  it('lets nobody in', async () => {
    const closed = await openTestServer()
    try {
      const answer = await closed.call('POST', `${base}/trigger`, asSprinklr, {})
      expect(answer.status).toBe(401)
      expect(errorsIn(answer)).toEqual(['Journeys are off: set SPRINKLR_TOKEN and SPRINKLR_KEY'])
    } finally {
      await closed.close()
    }
  })
})
