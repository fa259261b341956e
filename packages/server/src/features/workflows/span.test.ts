import { describe, expect, it } from 'vitest'
import { parseMoment, parseSpan } from './span.js'

describe('a span', () => {
  it.each<[unknown, number | null]>([
    [90, 90],
    ['90', 90],
    ['90s', 90],
    ['2d3h', 183_600],
    ['1w1d1h1m1s', 694_861],
    [' 5m ', 300],
    ['0d1s', 1],
    [31_622_400, 31_622_400],
    ['366d', 31_622_400],
    ['366d1s', null],
    [31_622_401, null],
    [0, null],
    ['0s', null],
    [-1, null],
    [1.5, null],
    [Number.NaN, null],
    ['', null],
    ['3h2d', null],
    ['2 d', null],
    ['2d3', null],
    ['1e3', null],
    ['1.5h', null],
    ['-1h', null],
    ['999999999s', null],
    [null, null],
    [{}, null],
  ])('of %j is %j seconds', (text, seconds) => {
    expect(parseSpan(text)).toBe(seconds)
  })
})

describe('a moment', () => {
  it.each<[string, string | null]>([
    ['2030-01-02T03:04:05Z', '2030-01-02T03:04:05.000Z'],
    ['2030-01-02T03:04:05.678+02:00', '2030-01-02T01:04:05.678Z'],
    ['2030-01-02T03:04:05', null],
    ['2030-01-02', null],
    ['2030-02-30T00:00:00Z', null],
    ['tomorrow', null],
    ['', null],
  ])('of %s is %s', (text, iso) => {
    expect(parseMoment(text)?.toISOString() ?? null).toBe(iso)
  })
})
