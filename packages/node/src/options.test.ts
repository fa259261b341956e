import { describe, expect, it } from 'vitest'
import { addressOf } from './options.js'

describe('the address', () => {
  it.each([
    'https://inbox.test',
    'https://inbox.test/',
    'https://inbox.test//',
    'https://inbox.test/v3',
    'https://inbox.test/v3/',
  ])('%s leads to /v3', (baseUrl) => {
    expect(addressOf({ baseUrl })).toBe('https://inbox.test/v3')
  })

  it('keeps a path that the server lies under', () => {
    expect(addressOf({ baseUrl: 'https://shop.test/inbox/v3/' })).toBe('https://shop.test/inbox/v3')
  })

  it('is the one of the data region', () => {
    const baseUrls = { us: 'https://us.test', eu: 'https://eu.test/v3' }
    expect(addressOf({ baseUrls, dataRegion: 'eu' })).toBe('https://eu.test/v3')
    expect(addressOf({ baseUrls, dataRegion: 'us', baseUrl: 'https://other.test' })).toBe(
      'https://us.test/v3',
    )
    expect(addressOf({ baseUrls, baseUrl: 'https://other.test' })).toBe('https://other.test/v3')
  })

  it('is refused with a sentence that says what to give', () => {
    const baseUrls = { us: 'https://us.test', eu: 'https://eu.test' }
    expect(() => addressOf({})).toThrow('Give baseUrl: the address of the inboxkit server')
    expect(() => addressOf({ baseUrl: '' })).toThrow('Give baseUrl')
    expect(() => addressOf({ baseUrls })).toThrow('Give baseUrl')
    expect(() => addressOf({ baseUrls, dataRegion: 'asia' })).toThrow(
      'There is no base URL for the data region "asia"; baseUrls has: us, eu',
    )
    expect(() => addressOf({ baseUrls, dataRegion: 'toString' })).toThrow('There is no base URL')
    expect(() => addressOf({ baseUrl: 'https://a.test', dataRegion: 'eu' })).toThrow('baseUrls has: none')
    for (const baseUrl of ['inbox.test', 'ftp://inbox.test', '/v3'])
      expect(() => addressOf({ baseUrl })).toThrow('baseUrl must be an http or https address')
  })
})
