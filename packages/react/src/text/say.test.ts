import { describe, expect, it } from 'vitest'
import { say, toLocale } from './say.js'

describe('say', () => {
  const parcels = { zero: 'لا طرود', two: 'طردان', few: '{count} طرود', other: '{count} طرد' }

  it('takes the plural form of the language', () => {
    expect(say(parcels, 'ar', { count: 2 })).toBe('طردان')
    expect(say(parcels, 'ar', { count: 3 })).toBe('3 طرود')
    expect(say({ one: '{count} day', other: '{count} days' }, 'en', { count: 1 })).toBe('1 day')
  })

  it('falls back to the general form where a language has one that was not given', () => {
    expect(say({ other: '{count} new' }, 'pl', { count: 3 })).toBe('3 new')
  })

  it('writes figures as the language does', () => {
    expect(say('{count} new', 'de', { count: 1284 })).toBe('1.284 new')
  })

  it('puts a reason in as it is, dollar signs included', () => {
    expect(say('Not saved. {reason}', 'en', { reason: 'costs $& more' })).toBe('Not saved. costs $& more')
  })
})

describe('toLocale', () => {
  it('reads codes with hyphen and underscore', () => {
    expect(toLocale('pt_BR')).toBe('pt-BR')
    expect(toLocale('zh-hant-tw')).toBe('zh-Hant-TW')
  })

  it('takes English for what is no code', () => {
    expect(toLocale('not a code')).toBe('en')
    expect(toLocale('')).toBe('en')
    expect(toLocale(undefined)).toBe('en')
  })
})
