import { describe, expect, it } from 'vitest'
import { createOutbound } from '../../outbound/outbound.js'
import { openReceiver, type Reply } from '../testing/receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import type { AddressOf } from '../types.js'
import { configTeams } from './config.js'
import { readServiceUrl } from './service-hosts.js'
import { createTeams } from './teams.js'

const outbound = createOutbound({ allowPrivate: true })
const appPassword = 'very~secret/password'
const hook = '/workflows/0123456789abcdef/triggers/manual/paths/invoke?sig=very-secret-signature'
const hookSecrets = ['0123456789abcdef', 'very-secret-signature']

/** Login, Bot Connector and webhooks in one: access tokens are `access-1`, `access-2`, … for an hour. */
const openTeams = async ({ withBot = true, ownWebhook = false, timeoutMs = 30_000 } = {}) => {
  let tokens = 0
  const state = {
    now: new Date('2026-05-01T12:00:00Z'),
    login: (): Reply | 'never' => ({ body: { access_token: `access-${++tokens}`, expires_in: 3_600 } }),
    create: (): Reply | 'never' => ({ status: 201, body: { id: 'a:new/1' } }),
    say: (): Reply | 'never' => ({ status: 201, body: { id: 'activity-1' } }),
    hook: (): Reply | 'never' => ({ status: 202 }),
  }
  const receiver = await openReceiver(({ path }) => {
    if (path === '/login') return state.login()
    if (path.endsWith('/activities')) return state.say()
    return path.endsWith('/v3/conversations') ? state.create() : state.hook()
  })
  const webhook = { webhookUrl: `${receiver.url}${hook}` }
  const config = configTeams.parse({
    loginUrl: `${receiver.url}/login`,
    serviceHosts: [receiver.url],
    ...(withBot && { appId: 'app-1', appPassword }),
    ...(ownWebhook && webhook),
  })
  const teams = createTeams({ ...config, name: 'main' }, { outbound, timeoutMs, now: () => state.now })
  const sendTo = (to: AddressOf['chat'] | null, text = 'Hi') => teams.send(aMessage('chat', to, { text }))
  const service = { tenantId: 'tenant-1', serviceUrl: `${receiver.url}/emea/` }
  const paths = () => receiver.received.map(({ path }) => path)
  const bodyOf = (place: number) => JSON.parse(receiver.received[place]?.body ?? '')
  return { receiver, state, teams, webhook, sendTo, service, paths, bodyOf }
}

describe('teams by webhook', () => {
  it('posts an Adaptive Card to the webhook of the recipient', async () => {
    const { receiver, webhook, sendTo, bodyOf } = await openTeams()
    expect(await sendTo(webhook, '**Hi**')).toMatchObject({ kind: 'sent', answer: { status: 202 } })
    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      path: hook,
      headers: { 'content-type': 'application/json', 'idempotency-key': 'delivery:17' },
    })
    expect(bodyOf(0)).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: '**Hi**', wrap: true }] },
        },
      ],
    })
  })

  it('shortens the text to what Teams takes', async () => {
    const { receiver, webhook, sendTo, bodyOf } = await openTeams()
    await sendTo(webhook, 'ü'.repeat(20_000))
    expect(Buffer.byteLength(receiver.received[0]?.body ?? '')).toBeLessThanOrEqual(28_000)
    expect(bodyOf(0).attachments[0].content.body[0].text).toMatch(/^ü+…$/)
  })

  it.each([
    [{ status: 400, body: { error: { code: 'TriggerInputSchemaMismatch' } } }, 'refused', 'refused'],
    [{ status: 401 }, 'refused', 'refused'],
    [{ status: 404, body: { error: { code: 'WorkflowNotFound' } } }, 'gone', 'refused'],
    [{ status: 410 }, 'gone', 'refused'],
    [{ status: 413 }, 'refused', 'refused'],
    [{ status: 429, headers: { 'retry-after': '4' } }, 'retry', 'retry'],
    [{ status: 502 }, 'retry', 'retry'],
    [{ body: 'Microsoft Teams endpoint returned HTTP error 429 with ContextId …' }, 'retry', 'retry'],
    [{ body: 'Microsoft Teams endpoint returned HTTP error 413 with ContextId …' }, 'refused', 'refused'],
    ['never', 'retry', 'retry'],
  ] as const)('takes %j as %s, of the configured webhook as %s', async (reply, kind, ownKind) => {
    const { state, webhook, sendTo } = await openTeams({
      ownWebhook: true,
      ...(reply === 'never' && { timeoutMs: 50 }),
    })
    state.hook = () => reply
    expect((await failureFrom(sendTo(webhook), hookSecrets)).kind).toBe(kind)
    expect((await failureFrom(sendTo(null), hookSecrets)).kind).toBe(ownKind)
  })
})

describe('teams by bot', () => {
  it('posts to a conversation by an access token', async () => {
    const { receiver, sendTo, service, bodyOf, paths } = await openTeams()
    expect(await sendTo({ ...service, conversationId: '19:abc@thread.tacv2' }, '**Hi**')).toMatchObject({
      kind: 'sent',
      providerId: 'activity-1',
    })
    expect(Object.fromEntries(new URLSearchParams(receiver.received[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: appPassword,
      scope: 'https://api.botframework.com/.default',
    })
    expect(paths()).toEqual(['/login', '/emea/v3/conversations/19%3Aabc%40thread.tacv2/activities'])
    expect(receiver.received[1]?.headers).toMatchObject({
      authorization: 'Bearer access-1',
      'idempotency-key': 'delivery:17',
    })
    expect(bodyOf(1)).toEqual({ type: 'message', textFormat: 'markdown', text: '**Hi**' })
  })

  it('opens the conversation with a user once', async () => {
    const { sendTo, service, bodyOf, paths } = await openTeams()
    await sendTo({ ...service, userId: '29:ada' })
    await sendTo({ ...service, userId: '29:ada' })
    const said = '/emea/v3/conversations/a%3Anew%2F1/activities'
    expect(paths()).toEqual(['/login', '/emea/v3/conversations', said, said])
    expect(bodyOf(1)).toEqual({
      bot: { id: '28:app-1' },
      members: [{ id: '29:ada' }],
      channelData: { tenant: { id: 'tenant-1' } },
      tenantId: 'tenant-1',
      isGroup: false,
    })
  })

  it('asks again for a conversation that is gone before it takes the user for gone', async () => {
    const { state, sendTo, service, paths } = await openTeams()
    const to = { ...service, userId: '29:ada' }
    await sendTo(to)
    state.say = () => ({ status: 404, body: { error: { code: 'ConversationNotFound' } } })
    expect((await failureFrom(sendTo(to))).kind).toBe('retry')
    expect((await failureFrom(sendTo(to))).kind).toBe('gone')
    expect(paths().filter((path) => path.endsWith('/conversations'))).toHaveLength(2)

    state.create = () => ({ body: {} })
    expect((await failureFrom(sendTo(to))).kind).toBe('refused')
  })

  it('fetches one access token for an hour of sends, and another when it is not taken', async () => {
    const { receiver, state, sendTo, service } = await openTeams()
    const to = { ...service, conversationId: 'c' }
    await Promise.all([sendTo(to), sendTo(to)])
    state.now = new Date('2026-05-01T12:54:59Z')
    await sendTo(to)
    const { say } = state
    state.say = () => ({ status: 401, body: { error: { code: 'Unauthorized', message: 'access-1' } } })
    expect((await failureFrom(sendTo(to), ['access-1'])).kind).toBe('retry')
    expect((await failureFrom(sendTo(to), ['access-2'])).kind).toBe('refused')
    state.say = say
    await sendTo(to)
    state.now = new Date('2026-05-01T13:50:00Z')
    await sendTo(to)
    expect(receiver.received.filter(({ path }) => path === '/login')).toHaveLength(4)
  })

  it.each([
    [403, 'BotNotInConversationRoster', 'gone'],
    [403, 'MessageWritesBlocked', 'gone'],
    [403, 'ConversationBlockedByUser', 'gone'],
    [404, 'ConversationNotFound', 'gone'],
    [403, 'BotDisabledByAdmin', 'refused'],
    [413, 'MessageSizeTooBig', 'refused'],
    [412, 'PreconditionFailed', 'retry'],
    [429, 'TooManyRequests', 'retry'],
    [502, undefined, 'retry'],
  ])('takes %i %s as %s', async (status, code, kind) => {
    const { state, sendTo, service } = await openTeams()
    state.say = () => ({ status, ...(code && { body: { error: { code, message: 'it is access-1' } } }) })
    const failure = await failureFrom(sendTo({ ...service, conversationId: 'c' }), ['access-1', appPassword])
    expect(failure).toMatchObject({ kind, answer: { status } })
  })

  it.each([
    [{ status: 400, body: { error: 'invalid_client', error_description: `no ${appPassword}` } }, 'refused'],
    [{ status: 503 }, 'retry'],
    [{ body: 'hello' }, 'refused'],
    ['never', 'retry'],
  ] as const)('posts nothing without an access token: %j is %s', async (reply, kind) => {
    const { state, sendTo, service, paths } = await openTeams(reply === 'never' ? { timeoutMs: 50 } : {})
    state.login = () => reply
    const failure = await failureFrom(sendTo({ ...service, conversationId: 'c' }), [appPassword])
    expect(failure.kind).toBe(kind)
    expect(paths().filter((path) => path !== '/login')).toEqual([])
  })

  it('takes its token nowhere else', async () => {
    const { sendTo, service, receiver, state } = await openTeams()
    for (const serviceUrl of ['https://evil.test/', 'https://smba.trafficmanager.net.evil.test/', 'x'])
      expect(await failureFrom(sendTo({ ...service, serviceUrl, conversationId: 'c' }))).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('serviceHosts'),
      })
    expect(receiver.received).toHaveLength(0)

    state.say = () => ({ status: 307, headers: { location: `${receiver.url}/elsewhere` } })
    expect((await failureFrom(sendTo({ ...service, conversationId: 'c' }))).kind).toBe('refused')
    expect(receiver.received.map(({ path }) => path)).not.toContain('/elsewhere')
  })
})

describe('the hosts of services', () => {
  const hosts = configTeams.parse({}).serviceHosts
  it.each([
    ['https://smba.trafficmanager.net/emea/', 'https://smba.trafficmanager.net/emea/'],
    ['https://SMBA.trafficmanager.net/emea?a=b#c', 'https://smba.trafficmanager.net/emea'],
    ['https://europe.api.botframework.com', 'https://europe.api.botframework.com/'],
  ])('allow %s', (given, read) => {
    expect(readServiceUrl(given, hosts)).toBe(read)
  })

  it.each([
    'http://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'https://ada:pw@smba.trafficmanager.net/',
    'https://botframework.com/',
    'https://evilbotframework.com/',
    'https://a.botframework.com.evil.test/',
    'https://evil.test/#.botframework.com',
    'https://evil.test\\.botframework.com/',
    'ftp://smba.trafficmanager.net/',
    '',
  ])('refuse %j', (given) => {
    expect(() => readServiceUrl(given, hosts)).toThrow('serviceHosts')
  })

  it('can be whole origins, never patterns within a name', () => {
    expect(readServiceUrl('http://10.0.0.1:3978/x', ['http://10.0.0.1:3978'])).toBe('http://10.0.0.1:3978/x')
    expect(() => readServiceUrl('http://10.0.0.1:3979/x', ['http://10.0.0.1:3978'])).toThrow()
    for (const wrong of ['*', 'a*.test', 'https://a.test/path', 'a.test/path', ''])
      expect(configTeams.safeParse({ serviceHosts: [wrong] }).success).toBe(false)
  })
})

describe('what teams reaches', () => {
  it('depends on the webhook and the bot that it has', async () => {
    const service = { tenantId: 't', serviceUrl: 'https://smba.trafficmanager.net/' }
    const addresses = [null, { webhookUrl: 'https://a.test' }, { ...service, userId: 'u' }]
    const reached = async (opening: Parameters<typeof openTeams>[0]) => {
      const { teams } = await openTeams(opening)
      return [teams.hasOwnAddress, ...addresses.map((to) => teams.accepts?.(to))]
    }
    expect(await reached({ withBot: false })).toEqual([false, false, true, false])
    expect(await reached({ withBot: true })).toEqual([false, false, true, true])
    expect(await reached({ withBot: false, ownWebhook: true })).toEqual([true, true, true, false])
    const { sendTo } = await openTeams({ withBot: false })
    for (const to of [null, { ...service, userId: 'u' }])
      expect((await failureFrom(sendTo(to))).kind).toBe('refused')
    expect(configTeams.safeParse({ appId: 'a' }).error?.issues[0]?.path).toEqual(['appPassword'])
  })
})
