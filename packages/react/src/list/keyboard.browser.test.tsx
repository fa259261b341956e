import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { InboxProps } from '../inbox/Inbox.js'
import { aNotification, manyNotifications } from '../testing/builders.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { fakeInbox } from '../testing/fake-inbox.js'

const position = () => Number(focused()?.closest('[aria-posinset]')?.getAttribute('aria-posinset') ?? 0)
const opened = () => until(() => expect(focused()).toBe(the('.inbox-panel')))
const draw = async (count: number, props: InboxProps = {}) => {
  const inbox = drawInbox({ defaultOpen: true, ...props }, { inbox: fakeInbox(manyNotifications(count)) })
  await opened()
  return inbox
}
const press = async (...keys: string[]) => {
  for (const key of keys) await userEvent.keyboard(`{${key}}`)
  return position()
}

describe('keys in the list', () => {
  it('go from the panel to the first row, and from row to row', async () => {
    await draw(3)
    expect(await press('ArrowDown')).toBe(1)
    expect(focused()?.tagName).toBe('ARTICLE')
    expect(await press('ArrowDown')).toBe(2)
    expect(await press('PageDown')).toBe(3)
    expect(await press('PageDown')).toBe(3)
    expect(await press('PageUp')).toBe(2)
    expect(await press('ArrowUp', 'ArrowUp')).toBe(1)
    expect(await press('End')).toBe(3)
    expect(await press('Home')).toBe(1)
  })

  it('leave the list with Ctrl, to what stands before and after it', async () => {
    await draw(3)
    await press('ArrowDown', 'ArrowDown')
    await userEvent.keyboard('{Control>}{Home}{/Control}')
    expect(focused()?.closest('.inbox-tabs')).not.toBeNull()
    await press('ArrowDown')
    await userEvent.keyboard('{Control>}{End}{/Control}')
    expect(focused()).toHaveTextContent('Elsewhere')
  })

  it('reach everything in the panel by Tab, the current row only among rows', async () => {
    await draw(3)
    const stops: (string | null)[] = []
    for (let at = 0; at < 10; at++) {
      await userEvent.tab()
      stops.push(focused()?.getAttribute('aria-label') ?? focused()?.textContent ?? null)
    }
    expect(stops).toEqual([
      'Mark all as read',
      'Settings',
      'All',
      expect.stringContaining('Unread Notification 3'),
      'Select',
      'Unread Notification 3',
      'Archive',
      'Snooze',
      'More actions',
      'Elsewhere',
    ])
  })

  it('open a notification, and a row shows its buttons while it has the focus', async () => {
    const inbox = await draw(3)
    await press('ArrowDown')
    const actions = the('.inbox-item:focus .inbox-actions')
    expect(getComputedStyle(actions).opacity).toBe('1')
    expect(getComputedStyle(the('.inbox-item:focus .inbox-time')).opacity).toBe('0')
    await userEvent.tab()
    await userEvent.tab()
    await press('Enter')
    expect(inbox.calls).toContainEqual(['markRead', 3])
  })

  it('keep their place when the current row is deleted', async () => {
    const inbox = await draw(3)
    await press('ArrowDown', 'ArrowDown')
    await userEvent.keyboard('#')
    expect(inbox.calls).toContainEqual(['remove', [2]])
    await until(() => expect(document.querySelectorAll('[data-row]')).toHaveLength(2))
    expect(focused()?.textContent).toContain('Notification 1')
    expect(position()).toBe(2)
    for (let at = 0; at < 3; at++) await userEvent.tab()
    await press('Enter')
    await until(() => expect(document.querySelectorAll('[data-row]')).toHaveLength(1))
    expect(focused()?.textContent).toContain('Notification 3')
    await userEvent.keyboard('e')
    await until(() => the('.inbox-empty'))
    expect(focused()).toBe(the('.inbox-panel'))
  })

  it('walk past the rows that are drawn', async () => {
    await draw(120)
    for (let at = 0; at < 60; at++) await userEvent.keyboard('{PageDown}')
    expect(position()).toBe(60)
    const { top, bottom } = (focused() as Element).getBoundingClientRect()
    const body = the('.inbox-body').getBoundingClientRect()
    expect(top).toBeGreaterThanOrEqual(body.top + 27)
    expect(bottom).toBeLessThanOrEqual(body.bottom)
  })
})

describe('arrivals', () => {
  const title = () => the('.inbox-item .inbox-open').textContent

  it('enter at the top while nobody is busy in the list', async () => {
    const inbox = await draw(3)
    inbox.arrive(aNotification({ id: 50, title: 'Newest' }))
    await until(() => expect(title()).toContain('Newest'))
    expect(document.querySelector('.inbox-pill')).toBeNull()
  })

  it('wait under the pill while a row is hovered, focused, ticked or scrolled to', async () => {
    const inbox = await draw(40)
    await userEvent.hover(the('.inbox-item'))
    inbox.arrive(aNotification({ id: 50, title: 'Under the mouse' }))
    await until(() => expect(the('.inbox-pill').textContent).toBe('1 new'))
    expect(title()).toContain('Notification 40')

    await userEvent.hover(the('.inbox-title'))
    await until(() => expect(title()).toContain('Under the mouse'))

    await press('ArrowDown')
    inbox.arrive(aNotification({ id: 51, title: 'Beside the focus' }))
    await until(() => expect(the('.inbox-pill').textContent).toBe('1 new'))
    the('.inbox-panel').focus()
    await until(() => expect(title()).toContain('Beside the focus'))

    the('.inbox-body').scrollTop = 200
    await until(() => the('.inbox-day[data-stuck]'))
    inbox.arrive(aNotification({ id: 52 }), aNotification({ id: 53, title: 'Above the view' }))
    await until(() => expect(the('.inbox-pill').textContent).toBe('2 new'))
    await userEvent.click(the('.inbox-pill'))
    await until(() => expect(title()).toContain('Above the view'))
    expect(the('.inbox-body').scrollTop).toBe(0)
    expect(document.querySelector('.inbox-pill')).toBeNull()

    await userEvent.hover(the('.inbox-title'))
    await press('ArrowDown')
    await userEvent.keyboard('x')
    the('.inbox-panel').focus()
    inbox.arrive(aNotification({ id: 54, title: 'Beside what is ticked' }))
    await until(() => expect(the('.inbox-pill').textContent).toBe('1 new'))
    await userEvent.keyboard('{Escape}')
    the('.inbox-panel').focus()
    await until(() => expect(title()).toContain('Beside what is ticked'))
  })
})

describe('seen', () => {
  const seen = (inbox: { calls: readonly (readonly unknown[])[] }) =>
    inbox.calls.filter(([verb]) => verb === 'markSeen').map(([, id]) => id)

  it('is what was half visible for a second', async () => {
    const inbox = await draw(40)
    await new Promise((resolve) => requestAnimationFrame(resolve))
    expect(seen(inbox)).toEqual([])
    await until(() => expect(seen(inbox).length).toBeGreaterThan(3))
    const body = the('.inbox-body').getBoundingClientRect()
    for (const row of document.querySelectorAll<HTMLElement>('[data-row]')) {
      const { top, bottom, height } = row.getBoundingClientRect()
      const shown = Math.min(bottom, body.bottom) - Math.max(top, body.top)
      expect(seen(inbox).includes(Number(row.dataset['row']))).toBe(shown >= height / 2)
    }
  })
})
