import type { CSSProperties } from 'react'
import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { manyNotifications } from '../testing/builders.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { fakeInbox } from '../testing/fake-inbox.js'

const settled = async (root: ParentNode = document) => {
  await until(() => expect(the('.inbox-panel', root).matches(':popover-open')).toBe(true))
  await Promise.all(
    the('.inbox-panel', root)
      .getAnimations()
      .map(({ finished }) => finished),
  )
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  return {
    panel: the('.inbox-panel', root).getBoundingClientRect(),
    bell: the('.inbox-bell', root).getBoundingClientRect(),
  }
}
const many = () => ({ inbox: fakeInbox(manyNotifications(20)) })

describe('the popover’s place', () => {
  it('is 8 px below the bell, end edges in line', async () => {
    drawInbox({ defaultOpen: true }, many())
    const { panel, bell } = await settled()
    expect(panel.top).toBeCloseTo(bell.bottom + 8, 0)
    expect(panel.right).toBeCloseTo(bell.right, 0)
    expect(panel.width).toBe(400)
    expect(panel.height).toBe(600 - 96)
  })

  it('is given up when the view becomes narrow, and taken again', async () => {
    drawInbox({ defaultOpen: true }, many())
    await settled()
    await page.viewport(360, 600)
    await until(() => expect(the('.inbox-panel').matches(':modal')).toBe(true))
    const sheet = the('.inbox-panel').getBoundingClientRect()
    expect([sheet.left, sheet.width, sheet.bottom]).toEqual([0, 360, 600])
    await page.viewport(800, 600)
    const { panel, bell } = await settled()
    expect(panel.right).toBeCloseTo(bell.right, 0)
  })

  it('is mirrored in right-to-left', async () => {
    document.documentElement.dir = 'rtl'
    drawInbox({ defaultOpen: true }, many())
    const { panel, bell } = await settled()
    expect(panel.left).toBeCloseTo(bell.left, 0)
  })

  it.each<[string, CSSProperties]>([
    ['at the start edge', { justifyContent: 'flex-start' }],
    ['at the lower edge', { position: 'fixed', bottom: 0, right: 0 }],
    ['at the lower start corner', { position: 'fixed', bottom: 0, left: 0 }],
    ['in the middle', { position: 'fixed', top: 290, left: 380 }],
  ])('is inside the view and beside the bell %s', async (_, host) => {
    drawInbox({ defaultOpen: true }, { ...many(), host })
    const { panel, bell } = await settled()
    expect(panel.left).toBeGreaterThanOrEqual(8)
    expect(panel.right).toBeLessThanOrEqual(792)
    expect(panel.top).toBeGreaterThanOrEqual(8)
    expect(panel.bottom).toBeLessThanOrEqual(592)
    const isBeside = panel.top >= bell.bottom + 7 || panel.bottom <= bell.top - 7
    expect(isBeside).toBe(true)
  })

  it('does not care for a host that is transformed, clipped and small', async () => {
    const host = {
      transform: 'translateX(-120px) rotate(0.0001deg)',
      overflow: 'hidden',
      height: 40,
      contain: 'paint',
    }
    drawInbox({ defaultOpen: true }, { ...many(), host })
    const { panel, bell } = await settled()
    expect(panel.top).toBeCloseTo(bell.bottom + 8, 0)
    expect(panel.right).toBeCloseTo(bell.right, 0)
    const { x, y } = { x: panel.left + 40, y: panel.bottom - 40 }
    expect(the('.inbox-panel').contains(document.elementFromPoint(x, y))).toBe(true)
  })

  it('follows the bell when something scrolls', async () => {
    drawInbox({ defaultOpen: true }, { after: <div style={{ height: 2000 }} /> })
    const before = await settled()
    document.documentElement.scrollTop = 30
    await until(() => {
      const top = the('.inbox-panel').getBoundingClientRect().top
      expect(top).toBeCloseTo(before.panel.top - 30, 0)
    })
    document.documentElement.scrollTop = 0
  })

  it('works in a shadow root, where Escape gives the focus back too', async () => {
    const element = document.body.appendChild(document.createElement('div'))
    const shadow = element.attachShadow({ mode: 'open' })
    for (const style of document.querySelectorAll('style')) shadow.append(style.cloneNode(true))
    const container = shadow.appendChild(document.createElement('div'))
    drawInbox({}, { ...many(), container })
    await userEvent.click(the('.inbox-bell', shadow))
    const { panel, bell } = await settled(shadow)
    expect(panel.top).toBeCloseTo(bell.bottom + 8, 0)
    expect(focused()).toBe(the('.inbox-panel', shadow))
    await userEvent.keyboard('{ArrowDown}')
    expect(focused()?.getAttribute('aria-posinset')).toBe('1')
    await userEvent.keyboard('{Escape}')
    await until(() => expect(shadow.querySelector('.inbox-panel')).toBeNull())
    expect(focused()).toBe(the('.inbox-bell', shadow))
    element.remove()
  })
})
