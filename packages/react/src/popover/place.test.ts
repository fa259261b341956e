import { describe, expect, it } from 'vitest'
import { placeAt } from './place.js'

const at = (left: number, top: number) => ({ left, top, right: left + 36, bottom: top + 36 })
const room = { width: 400, height: 640, viewWidth: 1000, viewHeight: 800, rtl: false }

describe('placeAt', () => {
  it('hangs below the bell, end edges in line', () => {
    expect(placeAt({ ...room, bell: at(900, 10) })).toMatchObject({ side: 'bottom', left: 536, top: 54 })
  })

  it('mirrors in right-to-left', () => {
    expect(placeAt({ ...room, bell: at(60, 10), rtl: true })).toMatchObject({ left: 60, top: 54 })
  })

  it('goes above where there is more room', () => {
    expect(placeAt({ ...room, bell: at(900, 740) })).toMatchObject({ side: 'top', top: 92 })
  })

  it('stays inside the view', () => {
    expect(placeAt({ ...room, bell: at(20, 10) }).left).toBe(8)
    expect(placeAt({ ...room, bell: at(990, 10) }).left).toBe(592)
    expect(placeAt({ ...room, bell: at(60, 10), viewWidth: 360 }).left).toBe(8)
  })

  it('lowers its height to what the view leaves', () => {
    const { maxHeight, top } = placeAt({ ...room, bell: at(900, 10), viewHeight: 500 })
    expect(maxHeight).toBe(500 - 46 - 16)
    expect(top + maxHeight).toBeLessThanOrEqual(500 - 8)
  })

  it('covers the bell rather than leaving the view when neither side has room', () => {
    const { top, maxHeight } = placeAt({ ...room, bell: at(900, 100), viewHeight: 260 })
    expect(maxHeight).toBe(240)
    expect(top).toBe(12)
  })
})
