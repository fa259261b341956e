import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKeys } from '../../auth/public-keys.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { chooseLanguage } from './language.js'
import { english } from './texts/english.js'

const url = '/v3/translations/inapp'

/** Every text below a value, by its key with dots, as clients look it up. */
const flat = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) => flat(child, path ? `${path}.${key}` : key))
    : [[path, value]]

describe('texts of an inbox', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  it('are English unless something else is asked for', async () => {
    const { status, body, headers } = await test.call('GET', url, test.asUser('ann'))
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('application/json')
    expect(body).toEqual(english)
    for (const locale of ['', 'tlh', 'x'.repeat(255), '*'])
      expect((await test.call('GET', `${url}?locale=${locale}`, {})).body).toEqual(english)
  })

  it('are there in six languages, each with every text, and different ones', async () => {
    const headings = new Set<unknown>()
    for (const locale of ['en', 'de', 'fr', 'es', 'ar', 'ja']) {
      const { body } = await test.call('GET', `${url}?locale=${locale}`)
      const texts = flat(body)
      expect(texts.map(([key]) => key).sort()).toEqual(
        flat(english)
          .map(([key]) => key)
          .sort(),
      )
      for (const [, text] of texts) expect(text).toMatch(/^(?!.*(\{\{|\$t\()).+$/)
      headings.add(texts.find(([key]) => key === 'preferenceModal.heading')?.[1])
    }
    expect(headings.size).toBe(6)
  })

  it('come in the language that the browser prefers, where the address names none', async () => {
    const german = await test.call('GET', url, { 'accept-language': 'nl, de-AT;q=0.8, en;q=0.3' })
    expect(german.body['header']).toMatchObject({ headerText: 'Benachrichtigungen' })
    const asked = await test.call('GET', `${url}?locale=fr_CA`, { 'accept-language': 'de' })
    expect(asked.body['header']).toMatchObject({ preferenceText: 'Préférences' })
  })

  it('need no proof of a user, in any mode, and make no user known', async () => {
    const { publicKey } = generateSigningKeys('RS256')
    for (const mode of [{ hmac: true }, { secureMode: true, signingPublicKey: publicKey }]) {
      const strict = await openTestServer(mode)
      try {
        expect((await strict.call('GET', url, strict.asUser('ann'))).status).toBe(200)
        expect(await strict.db.many`select identifier from app_user`).toEqual([])
      } finally {
        await strict.close()
      }
    }
    expect(await test.db.many`select identifier from app_user`).toEqual([])
  })

  it('refuse a locale that is no text of a sensible length', async () => {
    expect(await test.call('GET', `${url}?locale=${'x'.repeat(256)}`)).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'locale' }] },
    })
  })
})

describe('the language to speak', () => {
  it.each([
    [undefined, undefined, 'en'],
    ['DE', 'fr', 'de'],
    ['nl', 'fr', 'fr'],
    [undefined, 'ja;q=0.5, es', 'es'],
    [undefined, 'es;q=0, ar;q=0.1', 'ar'],
    [undefined, 'de;q=0', 'en'],
    [undefined, 'en-GB,de;q=0.9', 'en'],
    [undefined, '*', 'en'],
    [undefined, ';;,q=1,,de;q=x', 'de'],
  ])('for %s and %s is %s', (locale, accepted, language) => {
    expect(chooseLanguage(locale, accepted)).toBe(language)
  })
})
