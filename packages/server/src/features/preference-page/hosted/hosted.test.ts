import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../../testing/test-server.js'
import { signPageToken } from '../../preferences/page-token.js'
import { preferencePageUrl } from '../../preferences/unsubscribe.js'
import { findTenantIds } from '../../tenants/service.js'
import { pageTexts } from '../../translations/preference-page/index.js'

let test: TestServer
let appId = 0
const categoryIds = new Map<string, number>()

beforeAll(async () => {
  test = await openTestServer()
  await test.call('PATCH', '/v3/app', test.asApp, { name: 'Shop' })
  appId = (await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`)?.id ?? 0
  for (const [identifier, more] of Object.entries({
    orders: { name: 'Orders', description: 'What you bought, and where it is' },
    law: { name: 'Terms', isRequired: true },
    odd: { name: '<script>alert("&")</script>', description: '</p><img src=x>' },
  }))
    await addCategory(identifier, more)
  await test.call('PUT', '/v3/tenants/acme', test.asApp, { name: 'Acme' })
})
afterAll(() => test.close())

const addCategory = async (identifier: string, more: object) => {
  const made = await test.call('POST', '/v3/categories', test.asApp, { identifier, ...more })
  categoryIds.set(identifier, Number(made.body['id']))
}

const tokenOf = async (user: string, category: string | null = null, tenant: string | null = null) => {
  await test.call('PUT', `/v3/users/${user}`, test.asApp)
  const row = await test.db.one<{ id: number }>`
    select id from app_user where app_id = ${appId} and identifier = ${user}`
  const tenantIds = await findTenantIds(test.db, appId, tenant === null ? [] : [tenant])
  return signPageToken(test.encryptionKey, {
    appId,
    userId: row?.id ?? 0,
    categoryId: category === null ? null : (categoryIds.get(category) ?? 0),
    tenantId: tenant === null ? null : (tenantIds.get(tenant) ?? null),
  })
}

interface Seen {
  status: number
  headers: Record<string, unknown>
  markup: string
  /** What a person reads. */
  text: string
  /** Where its form leads, as a browser reads it. */
  action: string | undefined
}
const seen = ({
  statusCode: status,
  headers,
  payload: markup,
}: Awaited<ReturnType<typeof inject>>): Seen => ({
  status,
  headers,
  markup,
  text: (markup.match(/<main[\s\S]*<\/main>/)?.[0] ?? '')
    .replaceAll(/<noscript>[\s\S]*<\/noscript>|<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim(),
  action: markup.match(/action="([^"]*)"/)?.[1]?.replaceAll('&amp;', '&'),
})
interface Asking {
  method: 'GET' | 'POST' | 'HEAD'
  url: string
  headers?: Record<string, string>
  payload?: string
}
const inject = (asking: Asking) => test.server.inject({ ...asking })
const open = async (token: string, more = '', headers: Record<string, string> = {}) =>
  seen(
    await inject({ method: 'GET', url: `/preferences?token=${encodeURIComponent(token)}${more}`, headers }),
  )
/** As a browser sends a form without fields, from a page that names its address to nobody. */
const press = async (action: string | undefined, payload = '', type = 'application/x-www-form-urlencoded') =>
  seen(
    await inject({
      method: 'POST',
      url: String(action),
      payload,
      headers: { 'content-type': type, origin: 'null' },
    }),
  )
/** Whether e-mail goes out of what a link is about. */
const isOn = async (token: string) =>
  (await test.call('GET', `/v3/unsubscribe?token=${token}`)).body['enabled']

describe('the page behind a link in a message', () => {
  it('says what the message was about, and changes nothing by being looked at', async () => {
    const token = await tokenOf('ann', 'orders')
    for (let time = 0; time < 2; time++)
      expect(await open(token)).toMatchObject({
        status: 200,
        text: 'Shop Notification preferences You get e-mail about Orders from Shop. What you bought, and where it is Unsubscribe',
      })
    expect((await inject({ method: 'HEAD', url: `/preferences?token=${token}` })).statusCode).toBe(200)
    expect(await isOn(token)).toBe(true)
  })

  it('unsubscribes with one click without any script, says so, and turns it back on', async () => {
    const token = await tokenOf('bob', 'orders')
    const { action } = await open(token)
    for (let time = 0; time < 2; time++)
      expect(await press(action)).toMatchObject({
        status: 200,
        text: expect.stringContaining('Done. You get no more e-mail about Orders from Shop.'),
      })
    expect(await isOn(token)).toBe(false)
    const off = await open(token)
    expect(off.text).toContain('You get no e-mail about Orders from Shop.')
    expect(off.text).toContain('Turn it back on')
    expect(await press(off.action)).toMatchObject({
      status: 200,
      text: expect.stringContaining('Done. You get e-mail about Orders from Shop again.'),
    })
    expect(await isOn(token)).toBe(true)
  })

  it('is about e-mail as a whole where the message had no category', async () => {
    const token = await tokenOf('carl')
    const { action, text } = await open(token)
    expect(text).toContain('You get e-mail from Shop.')
    const off = await press(action)
    expect(off.text).toContain('You get no more e-mail from Shop.')
    expect(await isOn(token)).toBe(false)
    expect((await press(off.action)).text).toContain('You get e-mail from Shop again.')
    expect(await isOn(token)).toBe(true)
  })

  it.each([null, 'orders'])('names the tenant, and is about what is sent for it (%s)', async (category) => {
    const user = `dora-${category}`
    await tokenOf(user)
    await test.call('PATCH', '/v3/preferences/page', test.asUser(user), {
      preference: [
        { categoryId: categoryIds.get('orders'), channels: [{ channel: 'email', enabled: true }] },
      ],
    })
    const [token, everywhere] = [await tokenOf(user, category, 'acme'), await tokenOf(user, category)]
    const orders = await tokenOf(user, 'orders', 'acme')
    const { action, text } = await open(token)
    expect(text).toContain('Acme · Shop')
    expect(text).toContain('from Acme.')
    const off = await press(action)
    expect([await isOn(token), await isOn(orders), await isOn(everywhere)]).toEqual([false, false, true])
    await press(off.action)
    expect([await isOn(token), await isOn(orders), await isOn(everywhere)]).toEqual([true, true, true])
  })

  it('takes what mail clients post, in either kind of form', async () => {
    const boundary = 'x'
    const multipart = `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      [`multipart/form-data; boundary=${boundary}`, multipart],
    ] as const) {
      const token = await tokenOf(`eve-${type.slice(0, 3)}`, 'orders')
      expect(await press(`/preferences/unsubscribe?token=${token}`, body, type)).toMatchObject({
        status: 200,
      })
      expect(await isOn(token)).toBe(false)
    }
  })

  it('leaves what is required alone, and says so', async () => {
    const token = await tokenOf('fay', 'law')
    const page = await open(token)
    expect(page.text).toContain('E-mail about Terms from Shop is always sent: it cannot be turned off.')
    expect(page.action).toBeUndefined()
    expect(await press(`/preferences/unsubscribe?token=${token}`)).toMatchObject({
      status: 422,
      text: expect.stringContaining('cannot be turned off'),
    })
    expect(await isOn(token)).toBe(true)
  })

  it('says that what it was about is gone', async () => {
    await addCategory('short', { name: 'Short' })
    const token = await tokenOf('gus', 'short')
    const { action } = await open(token)
    await test.call('DELETE', '/v3/categories/short', test.asApp)
    const gone = 'This message is about something that is gone'
    expect(await open(token)).toMatchObject({ status: 200, text: expect.stringContaining(gone) })
    expect(await press(action)).toMatchObject({ status: 404, text: expect.stringContaining(gone) })
  })

  it('leads back from an address that is opened again', async () => {
    const token = await tokenOf('hal', 'orders')
    for (const act of ['unsubscribe', 'resubscribe'])
      expect(
        await inject({ method: 'GET', url: `/preferences/${act}?token=${token}&locale=de` }),
      ).toMatchObject({
        statusCode: 303,
        headers: { location: `/preferences?token=${token}&locale=de` },
      })
    expect(await isOn(token)).toBe(true)
  })

  it('holds an element for everything else, where there is script', async () => {
    const token = await tokenOf('ida', 'orders')
    const { markup } = await open(token, '&locale=fr')
    expect(markup).toContain('<script src="/inboxkit.js" defer></script>')
    expect(markup).toContain(
      `<inbox-kit-preferences class="all" base-url="/" token="${token}" locale="fr"></inbox-kit-preferences>`,
    )
    expect(markup).toContain(`<noscript><p class="more">${pageTexts.fr.needsScript}</p></noscript>`)
  })

  it('shows names as the text that they are', async () => {
    const { markup } = await open(await tokenOf('jim', 'odd'))
    expect(markup).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;')
    expect(markup).toContain('&lt;/p&gt;&lt;img src=x&gt;')
    expect(markup).not.toContain('<script>')
  })
})

describe('its language', () => {
  const languages = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const

  it.each(languages)('is %s where the address or the browser says so, and stays it', async (language) => {
    const token = await tokenOf('kim', 'orders')
    const texts = pageTexts[language]
    const asked = await open(token, `&locale=${language}-XX`, { 'accept-language': 'en' })
    const preferred = await open(token, '', { 'accept-language': `xx, ${language};q=0.9, en;q=0.1` })
    for (const { markup, text } of [asked, preferred]) {
      expect(markup).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
      expect(text).toContain(texts.title)
      expect(text).toContain(texts.unsubscribe)
      expect(text).toContain('Orders')
      expect(text).not.toMatch(/[{}]/)
    }
    const off = await press(asked.action)
    expect(off.text).toContain(texts.turnOn)
    await press(off.action)
  })

  it.each(languages)('names the same things in %s', (language) => {
    const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()
    for (const [key, text] of Object.entries(pageTexts.en))
      expect({ key, holes: holes(pageTexts[language][key as keyof typeof pageTexts.en]) }).toEqual({
        key,
        holes: holes(text),
      })
  })
})

describe('P7: the page', () => {
  it('is refused in a friendly way without a link that holds', async () => {
    const token = await tokenOf('lea', 'orders')
    const gone = await tokenOf('max')
    await test.call('DELETE', '/v3/users/max', test.asApp)
    for (const [wrong, status] of [
      ['', 401],
      ['x', 401],
      [token.slice(0, -1), 401],
      [gone, 404],
      ['x'.repeat(513), 400],
    ] as const)
      for (const { status: answered, text, headers, action } of [
        await open(wrong),
        await press(`/preferences/unsubscribe?token=${wrong}`),
        await press(`/preferences/resubscribe?token=${wrong}`),
      ]) {
        expect({ answered, action }).toEqual({ answered: status, action: undefined })
        expect(text).toBe(
          'Notification preferences This link does not work It may have been cut off. Open it as it stands in the message.',
        )
        expect(headers['content-type']).toBe('text/html; charset=utf-8')
      }
    for (const url of ['/preferences', `/preferences?token=${token}&token=${token}`])
      expect(await inject({ method: 'GET', url, headers: { 'accept-language': 'de' } })).toMatchObject({
        statusCode: 400,
        payload: expect.stringContaining(pageTexts.de.broken),
      })
    expect(await isOn(token)).toBe(true)
  })

  it('takes small forms only', async () => {
    const token = await tokenOf('nia', 'orders')
    const url = `/preferences/unsubscribe?token=${token}`
    expect(await press(url, 'x'.repeat(10_001))).toMatchObject({ status: 413 })
    expect(await press(url, 'x', 'text/html')).toMatchObject({ status: 415 })
    expect(await isOn(token)).toBe(true)
  })

  it('is kept by nobody, names its address to nobody, and loads only what is its own', async () => {
    const token = await tokenOf('ole', 'orders')
    for (const { headers, markup } of [
      await open(token),
      await press((await open(token)).action),
      await open('x'),
    ]) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        vary: expect.stringContaining('Accept-Language'),
      })
      const policy = String(headers['content-security-policy'])
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        expect(policy.split(';')).toContain(part)
      expect(policy).not.toContain('unsafe')
      expect(markup).not.toMatch(/ style=| on\w+=|<style/)
      expect(markup).toContain('<meta name="robots" content="noindex">')
    }
    const style = await inject({ method: 'GET', url: '/preferences/page.css' })
    expect(style).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/css; charset=utf-8' } })
    expect(style.payload).toContain('prefers-color-scheme: dark')
  })

  it('is where the address in messages says, also below a path', async () => {
    const server = await openTestServer({ publicUrl: 'https://shop.test/inbox/' })
    try {
      await server.call('PUT', '/v3/users/ann', server.asApp)
      const ann = await server.db.one<{ id: number; app_id: number }>`select id, app_id from app_user`
      const of = { appId: ann?.app_id ?? 0, userId: ann?.id ?? 0, categoryId: null, tenantId: null }
      const url = new URL(preferencePageUrl(server.encryptionKey, 'https://shop.test/inbox/', of))
      expect(url.pathname).toBe('/inbox/preferences')
      const page = await server.server.inject({ method: 'GET', url: `/preferences${url.search}` })
      for (const address of [
        'favicon.svg',
        'preferences/page.css',
        'inboxkit.js',
        'preferences/unsubscribe?',
      ])
        expect(page.payload).toContain(`"/inbox/${address}`)
      expect(page.payload).toContain('base-url="/inbox"')
    } finally {
      await server.close()
    }
  })
})
