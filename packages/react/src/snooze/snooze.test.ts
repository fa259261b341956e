// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { readLocal, toLocal } from './local-time.js'
import { presetsAt } from './presets-at.js'

/** A Friday in November. */
const friday = (hour: number, minute = 0) => new Date(2026, 10, 20, hour, minute)
const presets = (now: Date) => presetsAt(now).map(({ name, at }) => `${name} ${toLocal(at).slice(5)}`)

describe('times to snooze until', () => {
  it('are those one often means', () => {
    expect(presets(friday(9, 7))).toEqual([
      'laterToday 11-20T12:07',
      'thisEvening 11-20T18:00',
      'tomorrow 11-21T09:00',
      'nextWeek 11-23T09:00',
    ])
  })

  it('lie ahead: no evening after six, and later is not today after nine', () => {
    expect(presets(friday(18))).toEqual([
      'laterToday 11-20T21:00',
      'tomorrow 11-21T09:00',
      'nextWeek 11-23T09:00',
    ])
    expect(presets(friday(21))).toEqual(['tomorrow 11-21T09:00', 'nextWeek 11-23T09:00'])
  })

  it('stand in their order', () => {
    expect(presets(friday(16)).slice(0, 2)).toEqual(['thisEvening 11-20T18:00', 'laterToday 11-20T19:00'])
  })

  it('are not offered twice', () => {
    expect(presets(friday(15))[0]).toBe('laterToday 11-20T18:00')
    expect(presets(friday(15))[1]).toBe('tomorrow 11-21T09:00')
    const sunday = new Date(2026, 10, 22, 23)
    expect(presets(sunday)).toEqual(['tomorrow 11-23T09:00'])
  })

  it('take next week’s Monday on a Monday, and the new year on its eve', () => {
    expect(presets(new Date(2026, 10, 23, 8)).at(-1)).toBe('nextWeek 11-30T09:00')
    expect(presets(new Date(2026, 11, 31, 22))[0]).toBe('tomorrow 01-01T09:00')
  })
})

describe('a time of one’s own', () => {
  it.each([
    ['2026-11-20T15:21', new Date(2026, 10, 20, 15, 21)],
    ['2026-11-20T15:20', 'timePast'],
    ['2020-01-01T00:00', 'timePast'],
    ['2027-11-20T15:20', 'timeFar'],
    ['', 'timeMissing'],
    ['soon', 'timeMissing'],
  ])('%s is understood', (value, expected) => {
    expect(readLocal(value, friday(15, 20))).toEqual(expected)
  })
})
