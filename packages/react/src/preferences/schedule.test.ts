import type { QuietSchedule } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { days } from './nights.js'
import { isOverMidnight, linesOf, scheduleOf, toField } from './schedule.js'

const night = { from: '22:00', to: '07:00' }
const noon = { from: '12:00', to: '13:00' }

describe('a schedule', () => {
  it('is read by its spans, each with its days', () => {
    expect(linesOf({ sat: [noon], mon: [night, noon], tue: [night] })).toEqual([
      { ...night, days: ['mon', 'tue'] },
      { ...noon, days: ['mon', 'sat'] },
    ])
    expect(linesOf({})).toEqual([])
    expect(linesOf({ mon: [] })).toEqual([])
  })

  it.each<QuietSchedule>([
    {},
    { mon: [night], tue: [night], wed: [noon, night], sun: [{ from: '00:00', to: '24:00' }] },
  ])('is the same when it is written again (%#)', (schedule) => {
    expect(scheduleOf(linesOf(schedule))).toEqual(schedule)
  })

  it('has a span once where two lines have become the same', () => {
    const lines = [
      { ...night, days },
      { ...night, days: ['mon' as const] },
    ]
    expect(scheduleOf(lines).mon).toEqual([night])
  })

  it('has no day without a span', () => {
    expect(scheduleOf([{ ...night, days: [] }])).toEqual({})
  })
})

describe('a span', () => {
  it('that ends no later than it begins ends on the next day', () => {
    expect([night, noon, { from: '08:00', to: '08:00' }].map(isOverMidnight)).toEqual([true, false, true])
  })

  it('until the end of the day is one until the next midnight in a field', () => {
    expect([toField('24:00'), toField('23:59')]).toEqual(['00:00', '23:59'])
  })
})
