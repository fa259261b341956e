import { describe, expect, it } from 'vitest'
import webPush from 'web-push'
import type { ProvidersConfig } from '../../channels/read-config.js'
import { openMailServer } from '../../channels/smtp/testing/mail-server.js'
import { checkProviders } from './providers.js'

const base = {
  port: 0,
  host: '127.0.0.1',
  dataDir: 'memory',
  secureMode: false,
  hmac: false,
  demo: false,
  rateLimit: true,
}
const check = (providers?: ProvidersConfig) =>
  checkProviders({ ...base, ...(providers ? { providers } : {}) })
const smtp = (url: string): ProvidersConfig => ({
  email: [{ type: 'smtp', name: 'main', url, from: 'shop@example.com' }],
})

describe('a mail server', () => {
  it('is connected to and signed in at, and gets no mail', async () => {
    const server = await openMailServer({ account: { user: 'shop', password: 'right' } })
    const url = server.url.replace('//', '//shop:right@')
    expect(await check(smtp(url))).toMatchObject([
      {
        name: 'email main',
        status: 'warning',
        says: expect.stringMatching(/takes the user, and .*"requireTls"/),
      },
    ])
    expect(server.connections()).toBe(1)
    expect(server.received).toEqual([])
  })

  it('that needs nobody to sign in answers', async () => {
    const server = await openMailServer()
    expect(await check(smtp(server.url))).toEqual([
      { name: 'email main', status: 'ok', says: '127.0.0.1 answers.' },
    ])
  })

  it('that refuses the password is told without it', async () => {
    const server = await openMailServer({ account: { user: 'shop', password: 'right' } })
    const [finding] = await check(smtp(server.url.replace('//', '//shop:wr0ng-secret@')))
    expect(finding).toMatchObject({
      status: 'failed',
      says: expect.stringMatching(/535.*user and password of 127\.0\.0\.1 are right\.$/),
    })
    expect(JSON.stringify(finding)).not.toContain('wr0ng')
  })

  it('that is not there is told', async () => {
    expect(await check(smtp('smtp://127.0.0.1:9'))).toMatchObject([
      { status: 'failed', says: expect.stringContaining('ECONNREFUSED') },
    ])
  })
})

describe('the keys of the others', () => {
  const sid = `AC${'0a'.repeat(16)}`
  const twilio = (more: object): ProvidersConfig => ({
    sms: [{ type: 'twilio', accountSid: sid, authToken: 'secret-token', from: '+15005550006', ...more }],
  })

  it.each([
    [{}, 'ok'],
    [{ accountSid: 'AC0123' }, 'warning'],
    [{ from: '5005550006!' }, 'warning'],
    [{ apiKeySid: 'SK12' }, 'warning'],
    [{ from: 'Shop' }, 'ok'],
  ])('of Twilio with %j are %s', async (more, status) => {
    const [finding] = await check(twilio(more))
    expect(finding?.status).toBe(status)
    expect(JSON.stringify(finding)).not.toContain('secret-token')
  })

  it('of web push have to belong together', async () => {
    const [one, other] = [webPush.generateVAPIDKeys(), webPush.generateVAPIDKeys()]
    const push = (keys: object): ProvidersConfig => ({
      webPush: [{ type: 'web-push', subject: 'mailto:ops@example.com', ...keys }],
    })
    expect(await check(push({}))).toMatchObject([{ status: 'ok' }])
    expect(await check(push(one))).toMatchObject([{ status: 'ok' }])
    expect(await check(push({ publicKey: one.publicKey, privateKey: other.privateKey }))).toMatchObject([
      { status: 'failed', says: expect.stringContaining('other half') },
    ])
  })

  it('are none where no provider is named', async () => {
    expect(await check()).toMatchObject([{ name: 'providers', status: 'ok' }])
    expect(await check({ email: [{ type: 'console' }] })).toMatchObject([{ status: 'ok' }])
  })
})
