import { beforeAll, describe, expect, it } from 'vitest'
import { expanded } from '../../testing/test-server.js'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const fault = (message: unknown, code = 400, type = 'validation_error') => ({
  status: code,
  body: { status: 'fail', code, message, error: { type, message } },
})

describe('SuprSend’s triggers', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
  })
  const post = (body: unknown, url = '/trigger/') => door.call('POST', url, body)
  const titles = async (messageId: unknown, user: string) => {
    await expanded(door.test.db, String(messageId))
    await door.test.settle()
    return door.work.titles(user)
  }
  const isUser = async (identifier: string) =>
    (await door.test.call('GET', `/v3/users/${encodeURIComponent(identifier)}`, door.test.asApp)).status ===
    200

  it('reach users who are known by id or described on the spot, and make those who are new', async () => {
    const { status, body } = await post({
      workflow: 'hello',
      recipients: ['t-ann', { distinct_id: 't-bob', name: 'Bob', plan: 'pro' }],
      data: { amount: '12.00' },
    })
    expect(status).toBe(202)
    expect(body).toEqual({ message_id: uuid, status: 'success' })
    expect(await titles(body['message_id'], 't-bob')).toEqual(['Hello Bob'])
    expect(await door.work.titles('t-ann')).toEqual(['Hello '])
    const { body: bob } = await door.test.call('GET', '/v3/users/t-bob', door.test.asApp)
    expect(bob['profile']).toEqual({ name: 'Bob', plan: 'pro' })
  })

  it('can be cancelled by their key', async () => {
    await door.work.publish('later', [
      { type: 'delay', for: '1h' },
      { type: 'send', channel: 'inApp', template: 'hello' },
    ])
    const messageId = await door.trigger({
      workflow: 'later',
      recipients: ['t-ann'],
      cancellation_key: ' k-1 ',
    })
    await door.work.reach(messageId, ['waiting'])
    expect(await door.work.cancel('later', 'k-1')).toMatchObject({ status: 200, cancelled: 1 })
  })

  it('keep what they say of data, tenant, actor and files', async () => {
    const messageId = await door.trigger({
      recipients: ['t-ann'],
      actor: { distinct_id: 'act', name: 'Cy' },
      tenant_id: 'north',
      metadata: { any: 'thing' },
      data: {
        amount: 5,
        attachments: 'a word of theirs',
        $attachments: [
          {
            filename: 'a.pdf',
            contentType: 'application/pdf',
            data: 'aGk=',
            url: null,
            ignore_if_error: false,
          },
          { filename: 'b', contentType: false, data: 'aGk=', url: null },
          {
            filename: 'c.pdf',
            contentType: null,
            data: null,
            url: 'https://shop.test/x/c%20d.pdf',
            ignore_if_error: true,
          },
          { url: 'https://shop.test/x/c%20d.pdf' },
        ],
      },
    })
    expect(await door.stored(messageId)).toMatchObject({
      recipients: [{ identifier: 't-ann' }],
      content: {
        data: { amount: 5, attachments: 'a word of theirs' },
        actor: { identifier: 'act', properties: { name: 'Cy' } },
        tenant: 'north',
        attachments: [
          { name: 'a.pdf', contentType: 'application/pdf', content: 'aGk=' },
          { name: 'b', contentType: 'application/octet-stream', content: 'aGk=' },
          { name: 'c.pdf', url: 'https://shop.test/x/c%20d.pdf', ignoreIfError: true },
          { name: 'c d.pdf', url: 'https://shop.test/x/c%20d.pdf', ignoreIfError: false },
        ],
      },
    })
  })

  it('take null for everything that may be left out', async () => {
    const messageId = await door.trigger({
      recipients: [{ distinct_id: 't-null', is_transient: null, $preferred_language: null, $timezone: null }],
      actor: null,
      data: null,
      tenant_id: null,
      $idempotency_key: null,
      cancellation_key: null,
    })
    const { content, cancellationKey } = await door.stored(messageId)
    expect(content.data).toBeNull()
    expect(content).not.toHaveProperty('tenant')
    expect(content).not.toHaveProperty('perRecipient')
    expect(cancellationKey).toBeNull()
  })

  it.each<[string, object, string]>([
    ['no workflow', { workflow: undefined }, 'workflow: must be a string'],
    ['an empty workflow', { workflow: '' }, 'workflow: must have at least 1 character'],
    ['no recipients', { recipients: undefined }, 'recipients: must be an array'],
    ['empty recipients', { recipients: [] }, 'recipients: must have at least 1 entry'],
    [
      '101 recipients',
      { recipients: Array.from({ length: 101 }, (_, at) => `u${at}`) },
      'recipients: must have at most 100 entries',
    ],
    [
      'a nameless recipient',
      { recipients: [{ name: 'x' }] },
      'recipients[0].distinct_id: must be given, unless is_transient is true',
    ],
    ['an empty id', { recipients: ['a', ' '] }, 'recipients[1]: must have at least 1 character'],
    [
      'an id that is too long',
      { recipients: ['x'.repeat(256)] },
      'recipients[0]: must have at most 255 characters',
    ],
    [
      'a number as an id',
      { recipients: [{ distinct_id: 5 }] },
      'recipients[0].distinct_id: must be a string',
    ],
    [
      'a channel that there is not',
      { recipients: [{ distinct_id: 'a', $channels: ['fax'] }] },
      'recipients[0].$channels[0]: must be one of androidpush, iospush, webpush, email, sms, whatsapp, slack, inbox, messenger, ms_teams',
    ],
    [
      'a time zone that there is not',
      { recipients: [{ distinct_id: 'a', $timezone: 'Mars/Base' }] },
      'recipients[0].$timezone: must be an IANA time zone, such as Europe/Berlin',
    ],
    [
      'a slack token that is none',
      { recipients: [{ distinct_id: 'a', $slack: { user_id: 'U1', access_token: 'abc' } }] },
      'recipients[0].$slack[0].access_token: must begin with xox',
    ],
    [
      'eleven addresses',
      { recipients: [{ distinct_id: 'a', $email: Array(11).fill('a@b.test') }] },
      'recipients[0].$email: must have at most 10 entries',
    ],
    ['data that is a list', { data: [] }, 'data: must be an object'],
    [
      'a tenant that is too long',
      { tenant_id: 'x'.repeat(65) },
      'tenant_id: must have at most 64 characters',
    ],
    [
      'a key that is too long',
      { $idempotency_key: 'x'.repeat(256) },
      '$idempotency_key: must have at most 255 characters',
    ],
    [
      'a cancellation key that is too long',
      { cancellation_key: 'x'.repeat(256) },
      'cancellation_key: must have at most 255 characters',
    ],
    [
      'a file without content',
      { data: { $attachments: [{ filename: 'a.pdf' }] } },
      'data.$attachments[0].url: must be a string',
    ],
    ['NUL in a text', { data: { a: '\0' } }, 'data.a: must not contain NUL or a lone surrogate'],
  ])('refuse %s', async (_what, change, message) => {
    const before = await door.countTriggers()
    const answer = await post({ workflow: 'hello', recipients: ['t-ann'], ...change })
    expect(answer).toMatchObject(fault(message))
    expect(await door.countTriggers()).toBe(before)
  })

  it.each(['null', '"x"', '5', ''])('refuse %j as a record', async (text) => {
    expect(await post(text)).toMatchObject(fault('body: must be an object'))
  })

  it('refuse a workflow that there is not, and use no key up for it', async () => {
    const body = { workflow: 'soon', recipients: ['t-ann'], $idempotency_key: 'soon-1' }
    expect(await post(body)).toMatchObject(fault('No such workflow: soon', 404, 'not_found'))
    await door.work.publish('soon', [{ type: 'send', channel: 'inApp', template: 'hello' }])
    expect((await post(body)).status).toBe(202)
  })

  it('take 819,200 bytes, and no more', async () => {
    const record = (bytes: number): string => {
      const empty = JSON.stringify({ workflow: 'hello', recipients: ['t-ann'], data: { a: '' } })
      return empty.replace('"a":""', `"a":"${'x'.repeat(bytes - empty.length)}"`)
    }
    expect((await post(record(819_200))).status).toBe(202)
    expect(await post(record(819_201))).toMatchObject(
      fault('A record has at most 819,200 bytes', 413, 'payload_too_large'),
    )
    expect(await post(`[${'1'.repeat(1_310_720)}]`)).toMatchObject({ status: 413 })
    expect(
      await post([JSON.parse(record(819_201)), { workflow: 'hello', recipients: ['t-ann'] }]),
    ).toMatchObject({
      status: 207,
      body: {
        status: 'partial',
        records: [
          { status: 'error', status_code: 413 },
          { status: 'success', status_code: 202 },
        ],
      },
    })
  })

  describe('of a hundred', () => {
    it('start one run for each recipient', async () => {
      const recipients = Array.from({ length: 100 }, (_, at) => `h-${at}`)
      const messageId = await door.trigger({ recipients })
      await expanded(door.test.db, messageId)
      expect(await door.work.runs(messageId)).toHaveLength(100)
    })
  })

  describe('with a key', () => {
    const body = { workflow: 'hello', recipients: ['k-ann'], $idempotency_key: ' key-1 ' }

    it('are taken once, however often they come and whatever they say', async () => {
      const first = await post(body)
      const again = [
        body,
        { ...body, $idempotency_key: 'key-1', recipients: ['k-bob'], data: { other: true } },
        { ...body, workflow: 'no-such-thing' },
      ]
      for (const one of again) {
        const answer = await post(one)
        expect([answer.status, answer.body]).toEqual([202, first.body])
      }
      expect(await titles(first.body['message_id'], 'k-ann')).toHaveLength(1)
      expect(await isUser('k-bob')).toBe(false)
    })

    it('are taken once over all ways to trigger', async () => {
      const users = [{ distinct_id: 'k-ann' }]
      const dynamic = { name: 'Way', template: 'hello', notification_category: 'x1', users }
      const before = await door.countTriggers()
      expect((await post({ ...dynamic, $idempotency_key: 'key-1' }, '/shop/trigger/')).text).toBe('OK')
      const { status, body: bulk } = await post([
        body,
        { ...dynamic, workflow: 'hello', recipients: ['x'], $idempotency_key: 'key-1' },
      ])
      expect(status).toBe(207)
      const [one, two] = (bulk as { records: { message_id: string }[] }).records
      expect(one?.message_id).toBe(two?.message_id)
      expect(await door.countTriggers()).toBe(before)
    })

    it('are taken once when they come together', async () => {
      const bodies = Array.from({ length: 8 }, () => ({ ...body, $idempotency_key: 'together' }))
      const answers = await Promise.all(bodies.map((one) => post(one)))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
      expect(new Set(answers.map((answer) => answer.body['message_id'])).size).toBe(1)
    })

    it('are another app’s own', async () => {
      const theirs = { workspaceKey: 'other', secret: 'other-secret' }
      expect((await door.call('POST', '/trigger/', body, theirs)).status).toBe(404)
    })

    it('may come again after a day', async () => {
      const first = await post({ ...body, $idempotency_key: 'daily' })
      door.test.clock.advance(25 * 3_600_000)
      await expect
        .poll(async () => (await post({ ...body, $idempotency_key: 'daily' })).body['message_id'])
        .not.toBe(first.body['message_id'])
    })
  })

  describe('in bulk', () => {
    it('are answered one by one, in their order', async () => {
      const { status, body } = await post([
        { workflow: 'hello', recipients: ['b-ann'] },
        { workflow: 'invoice-du', recipients: ['b-ann'] },
        { workflow: 'hello' },
        'nonsense',
        { workflow: 'hello', recipients: ['b-ann'] },
      ])
      expect(status).toBe(207)
      expect(body).toEqual({
        status: 'partial',
        records: [
          { status: 'success', status_code: 202, message_id: uuid },
          {
            status: 'error',
            status_code: 404,
            error: { type: 'not_found', message: 'No such workflow: invoice-du' },
          },
          {
            status: 'error',
            status_code: 400,
            error: { type: 'validation_error', message: 'recipients: must be an array' },
          },
          {
            status: 'error',
            status_code: 400,
            error: { type: 'validation_error', message: 'body: must be an object' },
          },
          { status: 'success', status_code: 202, message_id: uuid },
        ],
      })
    })

    it('fail as a whole only when all do, and succeed when there is nothing to do', async () => {
      expect(await post([{ workflow: 'none', recipients: ['a'] }])).toMatchObject({
        status: 207,
        body: { status: 'fail', records: [{ status: 'error' }] },
      })
      expect(await post([])).toMatchObject({ status: 207, body: { status: 'success', records: [] } })
    })

    it('are at most 100', async () => {
      const records = (count: number) =>
        Array.from({ length: count }, () => ({ workflow: 'hello', recipients: ['b-cy'] }))
      const { body } = await post(records(100))
      expect(body).toMatchObject({ status: 'success' })
      expect((body as { records: unknown[] }).records).toHaveLength(100)
      expect(await post(records(101))).toMatchObject(fault('body: must have at most 100 records'))
    })
  })
})
