import { describe, expect, it } from 'vitest'
import { preferencesEnglish } from '../text/preferences-english.js'
import { say } from '../text/say.js'
import { every } from './every.js'

describe('how often', () => {
  it.each([
    ['0s', 'At once'],
    ['1h', 'Every hour'],
    ['24h', 'Every day'],
    ['1d', 'Every day'],
    ['7d', 'Every week'],
    ['4h', 'Every 4 hours'],
    ['30m', 'Every 30 minutes'],
    ['14d', 'Every 14 days'],
    ['soon', 'soon'],
  ])('%s is "%s"', (duration, words) => {
    expect(every(duration, (key, holes) => say(preferencesEnglish[key], 'en', holes), 'en')).toBe(words)
  })
})
