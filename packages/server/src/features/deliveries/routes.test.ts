import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { SendFailure } from '../../channels/types.js'
import { createOutbound } from '../../outbound/outbound.js'
import { type Outbound, OutboundFailure } from '../../outbound/types.js'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { fakeProvider, openDeliveries, providersOf, sent } from './testing/open-deliveries.js'

const refused = () => {
  throw new SendFailure('refused', 'No such sender', { answer: { status: 401 } })
}
const mail = {
  channel: 'email',
  address: { email: 'ann@shop.test' },
  content: { subject: 'Hi', html: null, text: 'Hi' },
} as const

describe('deliveries', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())
  const open = (given: Parameters<typeof openDeliveries>[1] = {}) => openDeliveries(opened.db, given)
  type Test = Awaited<ReturnType<typeof open>>
  const list = async ({ call }: Test, query = '') => {
    const { status, body } = await call('GET', `/v3/deliveries${query}`)
    expect(status).toBe(200)
    return { ids: (body['data'] as { id: number }[]).map(({ id }) => id), nextCursor: body['nextCursor'] }
  }

  it('are listed newest first, in pages, by state, channel, recipient and request', async () => {
    const test = await open({
      providers: providersOf(
        fakeProvider('sms', 'main', () => sent),
        fakeProvider('email', 'main', refused),
      ),
    })
    const first = await test.start()
    const second = await test.start({ ...mail, user: 'bob' })
    const third = await test.start({ userId: -1 })
    await test.reach(first.id, 'sent')
    await test.reach(second.id, 'failed')
    await test.reach(third.id, 'sent')
    expect(await list(test)).toEqual({ ids: [third.id, second.id, first.id], nextCursor: null })
    expect(await list(test, '?limit=2')).toEqual({
      ids: [third.id, second.id],
      nextCursor: String(second.id),
    })
    expect(await list(test, `?limit=2&cursor=${second.id}`)).toEqual({ ids: [first.id], nextCursor: null })
    expect((await list(test, '?state=failed')).ids).toEqual([second.id])
    expect((await list(test, '?state=sent&channel=sms&recipient=ann')).ids).toEqual([first.id])
    expect((await list(test, '?channel=email')).ids).toEqual([second.id])
    expect((await list(test, '?recipient=bob')).ids).toEqual([second.id])
    expect((await list(test, '?recipient=transient:0')).ids).toEqual([third.id])
    expect((await list(test, '?recipient=nobody')).ids).toEqual([])
    expect((await list(test, `?requestId=${first.requestId}`)).ids).toEqual([first.id])
    expect((await list(test, '?requestId=7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f')).ids).toEqual([])
    for (const query of ['state=gone', 'channel=inApp', 'requestId=x', 'cursor=x', 'limit=0'])
      expect(await test.call('GET', `/v3/deliveries?${query}`), query).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', fields: [{ field: query.split('=')[0] }] },
      })
  })

  it('are shown with their attempts, and without access tokens', async () => {
    const { call, start, reach } = await open({
      providers: providersOf(fakeProvider('slack', 'main', () => sent)),
    })
    const address = { userId: 'U1', accessToken: 'xoxb-a-long-secret' }
    const { id, requestId } = await start({ channel: 'slack', address, content: { text: 'Hi' } })
    await reach(id, 'sent')
    expect(await call('GET', `/v3/deliveries/${id}`)).toEqual({
      status: 200,
      body: {
        id,
        requestId,
        workflow: null,
        step: 0,
        recipient: 'ann',
        channel: 'slack',
        address: { userId: 'U1', accessToken: '…cret' },
        category: null,
        tenant: null,
        state: 'sent',
        reason: null,
        tries: 1,
        nextAt: null,
        createdAt: expect.any(String),
        endedAt: expect.any(String),
        attempts: [
          {
            at: expect.any(String),
            provider: 'main',
            kind: 'sent',
            providerId: 'p-1',
            status: 200,
            text: 'queued',
            ms: expect.any(Number),
          },
        ],
      },
    })
  })

  it('that failed can be replayed, from the first provider on', async () => {
    let isBroken = true
    const first = fakeProvider('sms', 'first', () => (isBroken ? refused() : sent))
    const second = fakeProvider('sms', 'second', refused)
    const { call, start, reach } = await open({ providers: providersOf(first, second) })
    const { id } = await start()
    await reach(id, 'failed')
    isBroken = false
    expect(await call('POST', `/v3/deliveries/${id}/replay`)).toMatchObject({
      status: 200,
      body: { id, state: 'pending', reason: null, tries: 2, endedAt: null },
    })
    const { attempts } = await reach(id, 'sent')
    expect(attempts.map(({ provider, kind }) => [provider, kind])).toEqual([
      ['first', 'refused'],
      ['second', 'refused'],
      ['first', 'sent'],
    ])
    expect(await call('POST', `/v3/deliveries/${id}/replay`)).toMatchObject({
      status: 409,
      body: { code: 'not_failed', message: expect.stringContaining('sent') },
    })
  })

  it('are the app’s own', async () => {
    const test = await open({ providers: providersOf(fakeProvider('sms', 'main', refused)) })
    const { id } = await test.start()
    await test.reach(id, 'failed')
    expect((await test.call('GET', '/v3/deliveries', test.asOtherApp)).body).toEqual({
      data: [],
      nextCursor: null,
    })
    for (const [method, url] of [
      ['GET', `/v3/deliveries/${id}`],
      ['POST', `/v3/deliveries/${id}/replay`],
    ] as const)
      expect(await test.call(method, url, test.asOtherApp)).toMatchObject({
        status: 404,
        body: { code: 'delivery_not_found' },
      })
    expect((await test.get(id)).state).toBe('failed')
    expect(await test.call('GET', '/v3/deliveries/999999999')).toMatchObject({ status: 404 })
    expect(await test.call('GET', '/v3/deliveries/x')).toMatchObject({ status: 400 })
    expect(await test.call('GET', '/v3/deliveries', {})).toMatchObject({ status: 401 })
  })
})

describe('files of an e-mail', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())
  const linked = (ignoreIfError: boolean) => ({
    name: 'b.pdf',
    url: 'https://shop.test/b.pdf',
    ignoreIfError,
  })
  const open = async (outbound: Outbound) => {
    const email = fakeProvider('email', 'main', () => sent)
    const test = await openDeliveries(opened.db, { providers: providersOf(email), outbound })
    return { ...test, email }
  }
  const answer =
    (status: number): Outbound =>
    async () => ({
      status,
      headers: { 'content-type': 'application/pdf' },
      body: Buffer.from('pdf'),
    })

  it('are those of the trigger, and fetched once for all its e-mails', async () => {
    const asked: string[] = []
    const { start, reach, email } = await open(async (request) => {
      asked.push(request.url)
      return answer(200)(request)
    })
    const inline = { name: 'a.txt', contentType: 'text/plain', content: Buffer.from('é').toString('base64') }
    const { id } = await start(mail, { attachments: [inline, linked(false)] })
    await reach(id, 'sent')
    expect(email.messages[0]?.files).toEqual([
      { name: 'a.txt', contentType: 'text/plain', content: Buffer.from('é') },
      { name: 'b.pdf', contentType: 'application/pdf', content: Buffer.from('pdf') },
    ])
    expect(asked).toEqual(['https://shop.test/b.pdf'])
  })

  it('are left out when they cannot be had and need not', async () => {
    const { start, reach, email } = await open(answer(404))
    const { id } = await start(mail, { attachments: [linked(true)] })
    await reach(id, 'sent')
    expect(email.messages[0]?.files).toEqual([])
  })

  it.each([
    ['are not there', answer(404)],
    [
      'may not be fetched',
      async () => {
        throw new OutboundFailure('refused', 'The address is private')
      },
    ],
  ] as const)('that %s end it', async (_, outbound) => {
    const { start, reach, email } = await open(outbound)
    const { id } = await start(mail, { attachments: [linked(false)] })
    expect(await reach(id, 'failed')).toMatchObject({
      reason: 'attachment_failed',
      attempts: [{ kind: 'refused', text: expect.stringContaining('b.pdf') }],
    })
    expect(email.messages).toEqual([])
  })

  it('are waited for when they cannot be had just now', async () => {
    let status = 503
    const { start, reach, pass, email } = await open(async (request) => answer(status)(request))
    const { id } = await start(mail, { attachments: [linked(false)] })
    await reach(id, 'pending', 1)
    status = 200
    await pass(5_000)
    await reach(id, 'sent')
    expect(email.messages).toHaveLength(1)
  })
})

describe('a provider on the network', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())

  it('is called once for each delivery that it takes, and again for one that it was too busy for', async () => {
    const bodies: string[] = []
    const read = async (request: IncomingMessage) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      return Buffer.concat(parts).toString()
    }
    const receiver = createServer((request, response) => {
      void read(request).then((body) => {
        bodies.push(body)
        response.writeHead(bodies.length === 1 ? 503 : 200).end('ok')
      })
    })
    await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
    onTestFinished(() => new Promise((closed) => void receiver.close(() => closed())))
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    const outbound = createOutbound({ allowPrivate: ['127.0.0.1'] })
    const hook = fakeProvider('webhook', 'hook', async ({ content, id }) => {
      const body = JSON.stringify({ id, ...content })
      const answer = await outbound({ method: 'POST', url, body, timeoutMs: 5_000, mostBytes: 1_000 })
      if (answer.status !== 200)
        throw new SendFailure('retry', `It answered ${answer.status}`, { answer: { status: answer.status } })
      return {
        kind: 'sent',
        providerId: null,
        answer: { status: answer.status, text: answer.body.toString() },
      }
    })
    const { start, reach, pass } = await openDeliveries(opened.db, { providers: providersOf(hook) })
    const { id } = await start({ channel: 'webhook', address: { url }, content: { body: 'Hi' } })
    await reach(id, 'pending', 1)
    await pass(5_000)
    const row = await reach(id, 'sent')
    expect(row.attempts).toMatchObject([
      { kind: 'retry', status: 503 },
      { kind: 'sent', status: 200, text: 'ok' },
    ])
    expect(new Set(bodies.map((body) => JSON.parse(body).id)).size).toBe(1)
    expect(bodies).toHaveLength(2)
  })
})
