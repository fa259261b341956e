import type { QuietSchedule } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { createZone } from './local-time.js'
import { days, endOfQuiet, leavesSomeTime } from './schedule.js'

const minuteMs = 60_000

/** When it is over, as local time of the zone beside the instant. */
const over = (schedule: QuietSchedule, timeZone: string, now: string): string | null =>
  endOfQuiet(schedule, createZone(timeZone), new Date(now))?.toISOString() ?? null

const everyDay = (from: string, to: string): QuietSchedule =>
  Object.fromEntries(days.map((day) => [day, [{ from, to }]]))

describe('quiet hours', () => {
  const night = { fri: [{ from: '22:00', to: '07:00' }] }

  it('begin on their day, go on over midnight, and are over at the minute', () => {
    // 2026-11-20 is a Friday.
    expect(over(night, 'UTC', '2026-11-20T21:59:59.999Z')).toBeNull()
    expect(over(night, 'UTC', '2026-11-20T22:00:00Z')).toBe('2026-11-21T07:00:00.000Z')
    expect(over(night, 'UTC', '2026-11-21T06:59:59.999Z')).toBe('2026-11-21T07:00:00.000Z')
    expect(over(night, 'UTC', '2026-11-21T07:00:00Z')).toBeNull()
    expect(over(night, 'UTC', '2026-11-21T22:30:00Z')).toBeNull()
    expect(over({}, 'UTC', '2026-11-20T22:00:00Z')).toBeNull()
  })

  it('are of the zone', () => {
    expect(over(night, 'Asia/Tokyo', '2026-11-20T13:00:00Z')).toBe('2026-11-20T22:00:00.000Z')
    expect(over(night, 'Asia/Tokyo', '2026-11-20T12:59:00Z')).toBeNull()
    expect(over(night, 'America/Los_Angeles', '2026-11-21T06:30:00Z')).toBe('2026-11-21T15:00:00.000Z')
  })

  it('that follow each other or overlap are one', () => {
    const weekend = {
      fri: [{ from: '22:00', to: '24:00' }],
      sat: [
        { from: '00:00', to: '12:00' },
        { from: '11:00', to: '11:30' },
        { from: '12:00', to: '00:00' },
      ],
      sun: [{ from: '00:00', to: '09:30' }],
    }
    expect(over(weekend, 'UTC', '2026-11-20T23:00:00Z')).toBe('2026-11-22T09:30:00.000Z')
    expect(over(weekend, 'UTC', '2026-11-21T11:15:00Z')).toBe('2026-11-22T09:30:00.000Z')
  })

  it('of a whole day last as long as the day does', () => {
    const sunday = { sun: [{ from: '00:00', to: '24:00' }] }
    // In Berlin the last Sunday of March has 23 hours, that of October 25.
    expect(over(sunday, 'Europe/Berlin', '2026-03-28T23:00:00Z')).toBe('2026-03-29T22:00:00.000Z')
    expect(over(sunday, 'Europe/Berlin', '2026-10-24T22:00:00Z')).toBe('2026-10-25T23:00:00.000Z')
    expect(over({ sun: [{ from: '09:00', to: '09:00' }] }, 'UTC', '2026-11-23T08:59:00Z')).toBe(
      '2026-11-23T09:00:00.000Z',
    )
  })

  it('move forward where their time does not exist', () => {
    // In Berlin 02:00 to 03:00 is skipped on 2026-03-29, at 01:00 UTC.
    const until = everyDay('22:00', '02:30')
    expect(over(until, 'Europe/Berlin', '2026-03-29T00:59:00Z')).toBe('2026-03-29T01:00:00.000Z')
    expect(over(until, 'Europe/Berlin', '2026-03-29T01:00:00Z')).toBeNull()
    const from = everyDay('02:30', '06:00')
    expect(over(from, 'Europe/Berlin', '2026-03-29T00:59:00Z')).toBeNull()
    expect(over(from, 'Europe/Berlin', '2026-03-29T01:00:00Z')).toBe('2026-03-29T04:00:00.000Z')
    expect(over(everyDay('02:10', '02:50'), 'Europe/Berlin', '2026-03-29T01:00:00Z')).toBeNull()
  })

  it('go by the first of a time that comes twice', () => {
    // In Berlin 02:00 to 03:00 comes twice on 2026-10-25, from 00:00 and from 01:00 UTC.
    const until = everyDay('22:00', '02:30')
    expect(over(until, 'Europe/Berlin', '2026-10-25T00:29:00Z')).toBe('2026-10-25T00:30:00.000Z')
    for (const at of ['00:30', '01:00', '01:29', '01:30'])
      expect(over(until, 'Europe/Berlin', `2026-10-25T${at}:00Z`)).toBeNull()
    const from = everyDay('02:30', '06:00')
    expect(over(from, 'Europe/Berlin', '2026-10-25T00:30:00Z')).toBe('2026-10-25T05:00:00.000Z')
    expect(over(from, 'Europe/Berlin', '2026-10-25T01:15:00Z')).toBe('2026-10-25T05:00:00.000Z')
  })

  it('that never end are left after two weeks', () => {
    const end = endOfQuiet(everyDay('00:00', '24:00'), createZone('UTC'), new Date('2026-11-20T12:00:00Z'))
    expect(end?.toISOString()).toBe('2026-12-06T00:00:00.000Z')
  })

  it('have to leave some time of the week', () => {
    expect(leavesSomeTime({})).toBe(true)
    expect(leavesSomeTime(everyDay('00:00', '24:00'))).toBe(false)
    expect(leavesSomeTime(everyDay('09:00', '09:00'))).toBe(false)
    expect(leavesSomeTime(everyDay('00:00', '23:59'))).toBe(true)
    expect(leavesSomeTime(everyDay('00:01', '00:00'))).toBe(true)
    expect(leavesSomeTime({ ...everyDay('00:00', '24:00'), wed: [{ from: '00:00', to: '12:00' }] })).toBe(
      true,
    )
    const bridged = { ...everyDay('00:00', '24:00'), tue: [{ from: '00:00', to: '00:00' }], wed: [] }
    expect(leavesSomeTime(bridged)).toBe(true)
    expect(leavesSomeTime({ ...bridged, wed: [{ from: '00:00', to: '24:00' }] })).toBe(false)
  })
})

/** Repeats itself from a seed, so that what fails can be looked at. */
const createRandom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39)
    mixed ^= mixed >>> 15
    return (mixed >>> 0) % below
  }
}

/** What clocks of a zone show, minute by minute, as if it were UTC. By the platform alone, nothing of ours. */
const clockOf = (timeZone: string, from: number, minutes: number): number[] => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return Array.from({ length: minutes }, (_, minute) => {
    const shown = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(format.format(from + minute * minuteMs)) ?? []
    const [, month = 0, day = 0, year = 0, hour = 0, at = 0] = shown.map(Number)
    return Date.UTC(year, month - 1, day, hour, at)
  })
}

/**
 * The slow way: a watch that is never put back walks through the minutes. A skipped time has come when it shows a later
 * one, a repeated time when it shows it first.
 */
const walk = (schedule: QuietSchedule, clock: readonly number[]): boolean[] => {
  let watch = Number.NEGATIVE_INFINITY
  return clock.map((shown) => {
    watch = Math.max(watch, shown)
    const midnight = Math.floor(watch / 86_400_000) * 86_400_000
    return [midnight - 2 * 86_400_000, midnight - 86_400_000, midnight].some((day) =>
      (schedule[days[new Date(day).getUTCDay()] ?? 'sun'] ?? []).some(({ from, to }) => {
        const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
        const length = to > from ? minutes(to) - minutes(from) : minutes(to) - minutes(from) + 1440
        const begin = day + minutes(from) * minuteMs
        return begin <= watch && watch < begin + length * minuteMs
      }),
    )
  })
}

describe('the end of quiet hours is where a slow walk ends', () => {
  it.each([
    ['Europe/Berlin', '2026-03-26T00:00:00Z'],
    ['Europe/Berlin', '2026-10-22T00:00:00Z'],
    ['America/New_York', '2026-10-29T00:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-02T00:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-01T00:00:00Z'],
    ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
    ['Pacific/Chatham', '2026-09-24T00:00:00Z'],
    ['America/Asuncion', '2024-10-03T00:00:00Z'],
    // Midnight is skipped; a whole day was.
    ['Africa/Cairo', '2026-04-21T00:00:00Z'],
    ['Pacific/Apia', '2011-12-27T00:00:00Z'],
  ])('in %s from %s', (timeZone, begin) => {
    const from = Date.parse(begin)
    const minutes = 9 * 1440
    const clock = clockOf(timeZone, from, minutes)
    const zone = createZone(timeZone)
    const random = createRandom(from)
    const text = (minute: number): string =>
      `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    // Half of the times lie where clocks are changed.
    const time = (): string => text(random(2) ? random(1440) : random(240))
    for (let round = 0; round < 25; round++) {
      const schedule: QuietSchedule = Object.fromEntries(
        days.map((day) => [
          day,
          Array.from({ length: random(3) }, () => ({ from: time(), to: random(9) ? time() : '24:00' })),
        ]),
      )
      const isQuiet = walk(schedule, clock)
      for (let look = 0; look < 60; look++) {
        const at = 2 * 1440 + random(5 * 1440)
        const end = isQuiet.indexOf(false, at)
        // It goes on past the end of the walk.
        if (end < 0) continue
        const now = new Date(from + at * minuteMs + random(60) * 1000)
        const expected = end === at ? null : new Date(from + end * minuteMs).toISOString()
        expect({ schedule, now, end: endOfQuiet(schedule, zone, now)?.toISOString() ?? null }).toEqual({
          schedule,
          now,
          end: expected,
        })
      }
    }
  })
})
