import { type AddressInfo, createServer as createServerOfTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../app.js'
import { signUser } from '../auth/signatures.js'
import { openRedis } from '../cluster/redis.js'
import { signPageToken } from '../features/preferences/page-token.js'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { workflowsOn } from '../testing/workflows.js'
import { openLog } from './open-log.js'

/** Every one of them has the same word in it: whatever is said anywhere, it must not be there. */
const planted = 'pl4nted'
const email = `zoe.${planted}@example.test`
const phone = '+491705550199'

describe('secrets that are planted everywhere', () => {
  let test: TestServer
  const lines: string[] = []
  const said: string[] = []
  beforeAll(async () => {
    test = await openTestServer({
      logLevel: 'trace',
      writeLog: (line) => lines.push(line),
      metrics: true,
      suprsend: {
        workspaceKey: 'workspace',
        workspaceSecret: `${planted}-workspace`,
        apiKey: `SS.${planted}`,
      },
      sprinklr: { token: `${planted}-token`, key: `${planted}-key` },
      providers: {
        sms: [
          {
            type: 'twilio',
            accountSid: 'AC00000000000000000000000000000000',
            authToken: `${planted}-auth`,
            from: '+15550100',
          },
        ],
        webhook: [{ type: 'webhook', secret: `${planted}-hook` }],
        email: [
          { type: 'smtp', url: `smtp://mailer:${planted}-mail@127.0.0.1:1`, from: 'shop@example.test' },
        ],
      },
    })
  })
  afterAll(() => test.close())

  const call = async (method: string, url: string, headers: Record<string, string> = {}, body?: unknown) => {
    const answer = await test.call(method, url, headers, body)
    if (answer.status >= 400) said.push(JSON.stringify(answer.body))
    return answer
  }

  it('are in no log, no error and no metric, whatever goes wrong', async () => {
    const { publish, trigger } = workflowsOn(test)
    // In headers, right and wrong.
    const headers: Record<string, string>[] = [
      { authorization: `Bearer ${planted}` },
      { authorization: `Basic ${planted}` },
      { authorization: `Bearer eyJhbGciOiJSUzI1NiJ9.${planted}.${planted}` },
      { ...test.asApp, 'x-engagespot-api-secret': `${planted}-wrong` },
      { ...test.asUser('zoe'), 'x-engagespot-user-signature': planted },
      { cookie: `session=${planted}`, 'x-request-id': `"${planted}"` },
    ]
    for (const one of headers) await call('GET', '/v3/notifications', one)
    // In addresses.
    await call('GET', `/v3/nowhere?token=${planted}&userSignature=${planted}`)
    await call('POST', `/trigger/?key=${planted}`, { authorization: `workspace:${planted}` }, {})
    await call('POST', '/api/marketing-journey/nothing', { authorization: planted, key: planted }, {})
    // In bodies: a broken one, one that is refused, and one that the database stumbles over.
    await call('POST', '/v3/notifications', test.asApp, `{"apiSecret": "${planted}`)
    await call('PUT', '/v3/users/zoe', test.asApp, { email, phoneNumber: phone })
    await test.db.run`alter table device rename to device_gone`
    await call(
      'POST',
      '/v3/sdk/connect',
      { ...test.asUser('zoe'), 'x-engagespot-device-id': 'd-1' },
      { userToken: planted },
    )
    await test.db.run`alter table device_gone rename to device`
    // In links of messages and in signatures, which are right, while nothing can be looked up.
    const zoe = await test.db.one<{ appId: number; userId: number }>`
      select app_id "appId", id "userId" from app_user where identifier = 'zoe'`
    const link = signPageToken(test.encryptionKey, {
      appId: zoe?.appId ?? 0,
      userId: zoe?.userId ?? 0,
      categoryId: null,
      tenantId: null,
    })
    const signature = signUser('shop-secret', 'zoe')
    await test.db.run`alter table app_user rename to app_user_gone`
    for (const path of ['/v3/preference-page', '/v3/unsubscribe', '/preferences', '/preferences/unsubscribe'])
      for (const method of ['GET', 'POST'] as const) {
        const url = `${path}?token=${link}`
        const headers = { referer: `https://shop.test${url}` }
        const { statusCode, payload } = await test.server.inject({ method, url, headers })
        if (statusCode >= 400) said.push(payload)
      }
    await call('GET', '/v3/notifications', {
      ...test.asUser('zoe'),
      'x-engagespot-user-signature': signature,
    })
    await test.db.run`alter table app_user_gone rename to app_user`
    // In a provider's configuration, with providers that fail; in a recipient's addresses.
    await publish('loud', [{ type: 'send', channel: 'email', template: { subject: 'Hello', text: 'Hello' } }])
    await trigger('loud', ['zoe'])
    await expect
      .poll(
        async () =>
          (await test.db.one<{ n: number }>`select count(*) n from delivery where attempts <> '[]'`)?.n,
      )
      .toBe(1)
    // In a job that cannot be worked off.
    await test.db.run`alter table workflow rename to workflow_gone`
    await call('POST', '/v3/notifications', test.asApp, {
      notification: { title: email, data: { token: planted } },
      sendTo: { recipients: ['zoe'] },
    })
    await test.db.run`alter table workflow_gone rename to workflow`

    const log = lines.join('')
    expect(lines.length).toBeGreaterThan(10)
    expect(log).toContain('"level":50')
    const metrics = await test.server.metrics()
    for (const text of [log, said.join('\n'), metrics]) {
      expect(text).not.toContain(planted)
      expect(text).not.toContain('5550199')
      expect(text).not.toContain(email)
      expect(text).not.toContain('shop-secret')
      expect(text).not.toContain(link.split('.').at(-1))
      expect(text).not.toContain(signature)
      expect(text).not.toContain(test.encryptionKey.toString('base64'))
    }
  })

  it('of a database that cannot be reached are in no error', async () => {
    const told: string[] = []
    const failed = createServer({
      port: 0,
      host: '127.0.0.1',
      dataDir: 'memory',
      databaseUrl: `postgres://inboxkit:${planted}@127.0.0.1:1/inboxkit?sslmode=disable`,
      encryptionKey: Buffer.alloc(32, 7),
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: false,
      logLevel: 'trace',
      writeLog: (line) => told.push(line),
    })
    const error: unknown = await failed.catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(Error)
    expect([String(error), (error as Error).stack, ...told].join('\n')).not.toContain(planted)
  })

  it('of a Redis that cannot be reached, or refuses us, are in no error and no line', async () => {
    const told: string[] = []
    const redisUrl = `redis://nodes:${planted}@127.0.0.1:1`
    const log = openLog({ redisUrl, logLevel: 'trace', writeLog: (line) => told.push(line) })
    const redis = await openRedis(redisUrl, log)
    await expect.poll(() => told.join('')).toContain('Redis cannot be reached')
    await expect(redis.commands.ping()).rejects.toThrow()
    await redis.close()
    const refusing = createServerOfTcp((socket) =>
      socket.on('data', () => void socket.write(`-WRONGPASS no such pair: nodes ${planted}\r\n`.repeat(4))),
    )
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void refusing.close())
    const { port } = refusing.address() as AddressInfo
    const failed = openRedis(`redis://nodes:${planted}@127.0.0.1:${port}`, log)
    const error: unknown = await failed.catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(Error)
    log.error({ err: error }, 'The start failed')
    expect(told.join('\n')).toContain('Redis refuses the connection')
    expect(told.join('\n')).not.toContain(planted)
  })
})

describe('the id of a request', () => {
  it('is the one that is given, or a new one, and stands in each of its lines, its answer and its problem', async () => {
    const lines: string[] = []
    const test = await openTestServer({ logLevel: 'info', writeLog: (line) => lines.push(line) })
    const own = await test.call('GET', '/v3/nowhere', { 'x-request-id': 'proxy-1:7.a' })
    expect(own.headers['x-request-id']).toBe('proxy-1:7.a')
    expect(own.body['requestId']).toBe('proxy-1:7.a')
    const ids = new Set(['proxy-1:7.a'])
    for (const given of ['', 'two words', 'x'.repeat(101), 'a"b', 'a\tb']) {
      const { headers } = await test.call('GET', '/v3/nowhere', { 'x-request-id': given })
      expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/)
      ids.add(String(headers['x-request-id']))
    }
    await test.db.run`alter table device rename to device_gone`
    await test.call('GET', '/v3/devices', { ...test.asUser('zoe'), 'x-request-id': 'failing' })
    await test.db.run`alter table device_gone rename to device`
    await test.close()
    const read = lines.map(
      (line) => JSON.parse(line) as { requestId?: string; level: number; route?: string },
    )
    const answered = read.filter(({ route }) => route !== undefined).map(({ requestId }) => requestId)
    expect(new Set(answered)).toEqual(new Set([...ids, 'failing']))
    expect(read.filter(({ level }) => level === 50)).toMatchObject([
      { requestId: 'failing', code: 'internal' },
    ])
  })
})
