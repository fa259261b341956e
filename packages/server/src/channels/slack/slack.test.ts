import { describe, expect, it } from 'vitest'
import { createOutbound } from '../../outbound/outbound.js'
import { openReceiver, type Reply } from '../testing/receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import type { AddressOf } from '../types.js'
import { configSlack } from './config.js'
import { createSlack } from './slack.js'

const outbound = createOutbound({ allowPrivate: true })
const token = 'xoxb-operators-secret'
const accessToken = 'xoxb-customers-secret'
const hook = '/services/T0/B0/very-secret-webhook'

interface Opening {
  settings?: Record<string, unknown>
  ownWebhook?: boolean
  timeoutMs?: number
}

const openSlack = async ({ settings = { token }, ownWebhook = false, timeoutMs = 30_000 }: Opening = {}) => {
  const state = {
    now: new Date('2026-05-01T12:00:00Z'),
    post: (): Reply | 'never' => ({ body: { ok: true, channel: 'C1', ts: '17.5' } }),
    find: (): Reply | 'never' => ({ body: { ok: true, user: { id: 'U7' } } }),
    hook: (): Reply | 'never' => ({ body: 'ok' }),
  }
  const receiver = await openReceiver(({ path }) => {
    if (path === '/api/chat.postMessage') return state.post()
    return path === '/api/users.lookupByEmail' ? state.find() : state.hook()
  })
  const webhook = { webhookUrl: `${receiver.url}${hook}` }
  const config = configSlack.parse({
    baseUrl: `${receiver.url}/api`,
    ...settings,
    ...(ownWebhook && webhook),
  })
  const slack = createSlack({ ...config, name: 'main' }, { outbound, timeoutMs, now: () => state.now })
  const sendTo = (to: AddressOf['slack'] | null, text = 'Hi') => slack.send(aMessage('slack', to, { text }))
  const paths = () => receiver.received.map(({ path }) => path)
  const bodyOf = (place: number) => JSON.parse(receiver.received[place]?.body ?? '')
  return { receiver, state, slack, webhook, sendTo, paths, bodyOf }
}

describe('slack by token', () => {
  it('posts to a channel, mrkdwn as the author wrote it', async () => {
    const { receiver, sendTo, bodyOf } = await openSlack()
    const text = '<!here> *A & B* <https://shop.test|7>'
    expect(await sendTo({ channelId: 'C1' }, text)).toMatchObject({
      kind: 'sent',
      providerId: '17.5',
      answer: { status: 200 },
    })
    await sendTo({ channelId: 'C1' }, text)

    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      path: '/api/chat.postMessage',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': 'delivery:17',
      },
    })
    expect(bodyOf(0)).toEqual({
      channel: 'C1',
      text,
      client_msg_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(bodyOf(1)).toEqual(bodyOf(0))
  })

  it('posts to a user by the access token of the address', async () => {
    const { receiver, sendTo, bodyOf } = await openSlack()
    await sendTo({ userId: 'U1', accessToken })
    expect(bodyOf(0)).toMatchObject({ channel: 'U1' })
    expect(receiver.received[0]?.headers.authorization).toBe(`Bearer ${accessToken}`)
  })

  it('looks an e-mail up once a day and token', async () => {
    const { receiver, state, sendTo, paths, bodyOf } = await openSlack()
    await sendTo({ email: 'ada+1@shop.test' })
    expect(receiver.received[0]).toMatchObject({
      path: '/api/users.lookupByEmail',
      headers: { authorization: `Bearer ${token}` },
      body: 'email=ada%2B1%40shop.test',
    })
    expect(bodyOf(1)).toMatchObject({ channel: 'U7' })

    state.now = new Date('2026-05-02T11:00:00Z')
    await sendTo({ email: 'Ada+1@shop.test' })
    expect(paths()).toHaveLength(3)
    await sendTo({ email: 'ada+1@shop.test', accessToken })
    expect(paths()).toHaveLength(5)
    state.now = new Date('2026-05-02T12:00:00Z')
    await sendTo({ email: 'ada+1@shop.test' })
    expect(paths().filter((path) => path.endsWith('lookupByEmail'))).toHaveLength(3)
  })

  it('looks again after somebody whom it knew is gone', async () => {
    const { state, sendTo, paths } = await openSlack()
    await sendTo({ email: 'ada@shop.test' })
    state.post = () => ({ body: { ok: false, error: 'channel_not_found' } })
    expect((await failureFrom(sendTo({ email: 'ada@shop.test' }))).kind).toBe('retry')
    expect((await failureFrom(sendTo({ email: 'ada@shop.test' }))).kind).toBe('gone')
    expect(paths().filter((path) => path.endsWith('lookupByEmail'))).toHaveLength(2)
  })

  it('cuts what is longer than 40,000 characters', async () => {
    const { sendTo, bodyOf } = await openSlack()
    await sendTo({ channelId: 'C1' }, 'x'.repeat(40_001))
    expect(bodyOf(0).text).toBe(`${'x'.repeat(39_999)}…`)
  })

  it.each([
    ['channel_not_found', 'gone'],
    ['user_not_found', 'gone'],
    ['is_archived', 'gone'],
    ['not_in_channel', 'refused'],
    ['invalid_auth', 'refused'],
    ['account_inactive', 'refused'],
    ['token_revoked', 'refused'],
    ['missing_scope', 'refused'],
    ['msg_too_long', 'refused'],
    ['fatal_error', 'retry'],
    ['internal_error', 'retry'],
    ['service_unavailable', 'retry'],
    ['ratelimited', 'retry'],
  ])('takes %s as %s', async (error, kind) => {
    const { state, sendTo } = await openSlack()
    state.post = () => ({ body: { ok: false, error, echo: token } })
    const failure = await failureFrom(sendTo({ channelId: 'C1' }), [token])
    expect(failure).toMatchObject({ kind, message: `Slack answered 200: ${error}`, answer: { status: 200 } })
  })

  it('forgets an address whose own access token ended', async () => {
    const { state, sendTo } = await openSlack()
    for (const [error, kind] of [
      ['account_inactive', 'gone'],
      ['token_revoked', 'gone'],
      ['invalid_auth', 'refused'],
    ] as const) {
      state.post = () => ({ body: { ok: false, error } })
      const failure = await failureFrom(sendTo({ channelId: 'C1', accessToken }), [accessToken])
      expect(failure.kind).toBe(kind)
    }
  })

  it('sends nothing to an e-mail that nobody has', async () => {
    const { state, sendTo, paths } = await openSlack()
    state.find = () => ({ body: { ok: false, error: 'users_not_found' } })
    expect((await failureFrom(sendTo({ email: 'nobody@shop.test' }))).kind).toBe('refused')
    state.find = () => ({ body: { ok: true } })
    expect((await failureFrom(sendTo({ email: 'nobody@shop.test' }))).kind).toBe('refused')
    expect(paths()).toEqual(['/api/users.lookupByEmail', '/api/users.lookupByEmail'])
  })

  it('waits as long as Slack asks for', async () => {
    const { state, sendTo } = await openSlack()
    state.post = () => ({
      status: 429,
      headers: { 'retry-after': '30' },
      body: { ok: false, error: 'ratelimited' },
    })
    expect(await failureFrom(sendTo({ channelId: 'C1' }))).toMatchObject({
      kind: 'retry',
      retryAfterMs: 30_000,
    })
    state.post = () => ({ status: 503 })
    expect((await failureFrom(sendTo({ channelId: 'C1' }))).kind).toBe('retry')
  })

  it('tries again after no answer', async () => {
    const { state, sendTo } = await openSlack({ timeoutMs: 60 })
    state.post = () => 'never'
    expect((await failureFrom(sendTo({ channelId: 'C1' }), [token])).kind).toBe('retry')
  })
})

describe('slack by webhook', () => {
  it('posts to the webhook of the recipient, without a token', async () => {
    const { receiver, webhook, sendTo, bodyOf } = await openSlack()
    expect(await sendTo(webhook, 'A & B')).toMatchObject({ kind: 'sent', providerId: null })
    expect(receiver.received[0]).toMatchObject({
      path: hook,
      headers: { 'idempotency-key': 'delivery:17', 'content-type': 'application/json' },
    })
    expect(receiver.received[0]?.headers).not.toHaveProperty('authorization')
    expect(bodyOf(0)).toEqual({ text: 'A & B' })
  })

  it.each([
    [400, 'invalid_payload', 'refused', 'refused'],
    [403, 'action_prohibited', 'refused', 'refused'],
    [403, 'invalid_token', 'gone', 'refused'],
    [404, 'no_service', 'gone', 'refused'],
    [404, 'channel_not_found', 'gone', 'refused'],
    [410, 'channel_is_archived', 'gone', 'refused'],
    [429, 'rate_limited', 'retry', 'retry'],
    [500, 'rollup_error', 'retry', 'retry'],
  ])('takes %i %s as %s, of the configured webhook as %s', async (status, word, kind, ownKind) => {
    const { state, webhook, sendTo } = await openSlack({ ownWebhook: true })
    state.hook = () => ({ status, body: word })
    const failure = await failureFrom(sendTo(webhook), ['very-secret-webhook'])
    expect(failure).toMatchObject({ kind, message: `Slack answered ${status}: ${word}` })
    expect((await failureFrom(sendTo(null), ['very-secret-webhook'])).kind).toBe(ownKind)
  })

  it('says nowhere where the webhook is, not even when nobody is there', async () => {
    const { sendTo } = await openSlack()
    const nobody = { webhookUrl: `http://127.0.0.1:1${hook}` }
    expect((await failureFrom(sendTo(nobody), ['very-secret-webhook'])).kind).toBe('retry')
    expect((await failureFrom(sendTo({ webhookUrl: 'hello' }))).kind).toBe('refused')
  })
})

describe('what slack reaches', () => {
  it('depends on the token and the webhook that it has', async () => {
    const addresses = [
      null,
      { webhookUrl: 'https://hooks.test/a' },
      { channelId: 'C1' },
      { email: 'ada@shop.test', accessToken },
    ]
    const reached = async (opening: Parameters<typeof openSlack>[0]) => {
      const { slack } = await openSlack(opening)
      return [slack.hasOwnAddress, ...addresses.map((to) => slack.accepts?.(to))]
    }
    expect(await reached({ settings: {} })).toEqual([false, false, true, false, true])
    expect(await reached({ settings: { token } })).toEqual([false, false, true, true, true])
    expect(await reached({ settings: {}, ownWebhook: true })).toEqual([true, true, true, false, true])
    const { sendTo } = await openSlack({ settings: {} })
    expect((await failureFrom(sendTo({ channelId: 'C1' }))).kind).toBe('refused')
    expect((await failureFrom(sendTo(null))).kind).toBe('refused')
  })
})
