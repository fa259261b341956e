import { describe, expect, it } from 'vitest'
import { useTestDb } from '../../testing/test-db.js'
import { maintain } from '../maintenance/service.js'
import { passThrottles, type Throttled } from './service.js'

const start = Date.parse('2030-01-02T03:04:05.000Z')
const after = (seconds: number): Date => new Date(start + seconds * 1000)

const ask: Throttled = {
  workflowId: 1,
  step: 2,
  userId: 3,
  tenantId: null,
  key: '',
  limit: 2,
  perSeconds: 60,
}
const times = (count: number, how: Partial<Throttled> = {}): Throttled[] =>
  Array.from({ length: count }, () => ({ ...ask, ...how }))

const openThrottles = async () => {
  const db = await useTestDb()
  return {
    db,
    pass: (asked: readonly Throttled[], at: Date) => db.transaction((tx) => passThrottles(tx, asked, at)),
  }
}

describe('a throttle', () => {
  it('lets its limit through in the span that begins with the first, and again after it', async () => {
    const { pass } = await openThrottles()
    expect(await pass([ask], after(0))).toEqual([true])
    expect(await pass([ask], after(50))).toEqual([true])
    expect(await pass([ask], after(55))).toEqual([false])
    expect(await pass([ask], after(59.999))).toEqual([false])
    expect(await pass([ask], after(60))).toEqual([true])
    expect(await pass([ask], after(119))).toEqual([true])
    expect(await pass([ask], after(119.999))).toEqual([false])
    expect(await pass([ask], after(500))).toEqual([true])
  })

  it('counts those who ask together, in their order', async () => {
    const { pass } = await openThrottles()
    const mixed = [...times(2), ...times(2, { key: 'b' }), ...times(2), ...times(1, { key: 'b' })]
    expect(await pass(mixed, after(0))).toEqual([true, true, true, true, false, false, false])
    expect(await pass(times(3), after(60))).toEqual([true, true, false])
    expect(await pass([], after(60))).toEqual([])
  })

  it('takes the limit of today, in the span of yesterday', async () => {
    const { pass } = await openThrottles()
    expect(await pass(times(3), after(0))).toEqual([true, true, false])
    expect(await pass(times(3, { limit: 5, perSeconds: 1 }), after(10))).toEqual([true, true, false])
  })

  it('is another one for another workflow, step, user, tenant and key', async () => {
    const { pass } = await openThrottles()
    const others = [
      ask,
      { ...ask, workflowId: 9 },
      { ...ask, step: 9 },
      { ...ask, userId: -1 },
      { ...ask, tenantId: 9 },
      { ...ask, key: 'k' },
      { ...ask, key: 'k'.repeat(10_000) },
      { ...ask, key: `${'k'.repeat(10_000)}!` },
    ]
    const both = others.flatMap((one) => [one, one])
    expect(await pass(both, after(0))).toEqual(both.map(() => true))
    expect(await pass(others, after(0))).toEqual(others.map(() => false))
  })

  it('takes a page of different ones at once', async () => {
    const { pass } = await openThrottles()
    const page = Array.from({ length: 1000 }, (_, userId) => ({ ...ask, userId, limit: 1 + (userId % 2) }))
    expect(await pass(page, after(0))).toEqual(page.map(() => true))
    expect(await pass(page.toReversed(), after(1))).toEqual(page.toReversed().map(({ limit }) => limit === 2))
  })

  it('never lets more through than its limit, however many ask at the same time', async () => {
    const { pass } = await openThrottles()
    const other = { key: 'other', limit: 5 }
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const asked = [...times(3, { limit: 50 }), ...times(1, other)]
        return pass(n % 2 ? asked : asked.toReversed(), after(0))
      }),
    )
    const passed = answers.flatMap((answer, n) => (n % 2 ? answer : answer.toReversed()))
    expect(passed.filter((isPassed, place) => isPassed && place % 4 < 3)).toHaveLength(50)
    expect(passed.filter((isPassed, place) => isPassed && place % 4 === 3)).toHaveLength(5)
  })

  it('begins one window when many find the last one over', async () => {
    const { pass } = await openThrottles()
    await pass(times(2), after(0))
    const answers = await Promise.all(Array.from({ length: 20 }, () => pass([ask], after(100))))
    expect(answers.flat().filter(Boolean)).toHaveLength(2)
  })

  it('has not been asked by who is rolled back', async () => {
    const { db, pass } = await openThrottles()
    const refused = db.transaction(async (tx) => {
      expect(await passThrottles(tx, times(2), after(0))).toEqual([true, true])
      throw new Error('Something else failed')
    })
    await expect(refused).rejects.toThrow('Something else failed')
    expect(await pass(times(3), after(1))).toEqual([true, true, false])
  })

  it('is forgotten when its span is over, and not before', async () => {
    const { db, pass } = await openThrottles()
    await pass([ask, { ...ask, key: 'long', perSeconds: 600 }], after(0))
    await maintain(db, after(61))
    expect(await db.many`select key from throttle`).toEqual([{ key: 'long' }])
  })
})
