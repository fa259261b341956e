import { describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aNotification } from '../testing/builders.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'

const bell = () => the('.inbox-bell')
const panel = () => document.querySelector<HTMLElement>('.inbox-panel')
const opened = () => until(() => expect(panel()?.matches(':popover-open')).toBe(true))
const closed = () => until(() => expect(panel()).toBeNull())

describe('the popover', () => {
  it('opens at the bell, takes the focus, and gives it back on Escape', async () => {
    drawInbox()
    await userEvent.click(bell())
    await opened()
    expect(focused()).toBe(panel())
    expect(bell().getAttribute('aria-controls')).toBe(panel()?.id)
    await userEvent.keyboard('{Escape}')
    await closed()
    expect(focused()).toBe(bell())
  })

  it('opens by keyboard and closes by the bell', async () => {
    drawInbox()
    bell().focus()
    await userEvent.keyboard('{Enter}')
    await opened()
    await userEvent.click(bell())
    await closed()
    expect(focused()).toBe(bell())
  })

  it('closes on a press outside, and leaves the focus to what was pressed', async () => {
    drawInbox()
    await userEvent.click(bell())
    await opened()
    await userEvent.click(the('.inbox-title'))
    expect(panel()?.matches(':popover-open')).toBe(true)
    const elsewhere = page.getByRole('button', { name: 'Elsewhere' })
    await userEvent.click(elsewhere)
    await closed()
    expect(focused()).toBe(elsewhere.element())
  })

  it('closes when Tab leads out of it', async () => {
    drawInbox({ defaultOpen: true })
    await opened()
    the('.inbox-item .inbox-more').focus()
    await userEvent.tab()
    await closed()
    expect(focused()?.textContent).toBe('Elsewhere')
  })

  it('stays as long as a controlled open says so', async () => {
    const onOpenChange = vi.fn()
    drawInbox({ open: true, onOpenChange })
    await opened()
    await userEvent.keyboard('{Escape}')
    await userEvent.click(page.getByRole('button', { name: 'Elsewhere' }))
    expect(onOpenChange.mock.calls).toEqual([[false], [false]])
    expect(panel()?.matches(':popover-open')).toBe(true)
  })

  it('closes after a link was followed by the host’s router', async () => {
    const navigate = vi.fn()
    const inbox = drawInbox({ defaultOpen: true, navigate })
    await opened()
    inbox.arrive(aNotification({ id: 9, title: 'Linked', url: '/orders/9' }))
    await userEvent.click(page.getByRole('link', { name: 'Unread Linked' }))
    expect(navigate).toHaveBeenCalledWith('/orders/9', expect.objectContaining({ id: 9 }))
    await closed()
  })

  it('fades and is gone from the page afterwards', async () => {
    drawInbox({ defaultOpen: true })
    await opened()
    await userEvent.keyboard('{Escape}')
    expect(panel()?.getAnimations().length).toBeGreaterThan(0)
    await closed()
  })
})

describe('the side sheet', () => {
  it('fills the end edge', async () => {
    drawInbox({ defaultOpen: true, layout: 'side' })
    await opened()
    await until(() => {
      const { top, bottom, right, width } = the('.inbox-panel').getBoundingClientRect()
      expect({ top, bottom, right, width }).toEqual({ top: 8, bottom: 592, right: 792, width: 440 })
    })
  })
})

describe('the sheet on a narrow view', () => {
  it('is modal, and fits into 320 pixels', async () => {
    await page.viewport(320, 600)
    drawInbox({ defaultOpen: true })
    await until(() => expect(panel()?.matches(':modal')).toBe(true))
    expect(focused()).toBe(panel())
    await Promise.all(
      the('.inbox-panel')
        .getAnimations()
        .map(({ finished }) => finished),
    )
    const box = the('.inbox-panel').getBoundingClientRect()
    expect([box.left, box.right, box.bottom]).toEqual([0, 320, 600])
    expect(box.height).toBeCloseTo(552, 0)
    for (const element of document.querySelectorAll('.inbox-panel *'))
      expect(element.getBoundingClientRect().right, element.outerHTML).toBeLessThanOrEqual(320)
  })

  it('closes at its button, on Escape, and on a press above it', async () => {
    await page.viewport(320, 600)
    const onOpenChange = vi.fn()
    drawInbox({ onOpenChange })
    const shown = () => until(() => expect(panel()?.matches(':modal')).toBe(true))
    await userEvent.click(bell())
    await shown()
    await userEvent.click(the('.inbox-close'))
    await closed()
    expect(focused()).toBe(bell())

    bell().click()
    await shown()
    await userEvent.keyboard('{Escape}')
    await closed()

    bell().click()
    await shown()
    the('.inbox-panel').dispatchEvent(
      new PointerEvent('pointerdown', { bubbles: true, composed: true, clientX: 20, clientY: 10 }),
    )
    await closed()
    expect(onOpenChange.mock.calls.flat()).toEqual([true, false, true, false, true, false])
  })

  it('becomes a popover when the view grows, and stays open', async () => {
    await page.viewport(320, 600)
    drawInbox({ defaultOpen: true })
    await until(() => expect(panel()?.matches(':modal')).toBe(true))
    await page.viewport(800, 600)
    await opened()
  })
})
