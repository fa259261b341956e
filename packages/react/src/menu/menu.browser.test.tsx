import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { InboxProps } from '../inbox/Inbox.js'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { serve } from '../testing/serve.js'

const draw = async (count = 4, props: InboxProps = {}) => {
  const served = serve(Array.from({ length: count }, (_, at) => ({ title: `Number ${at + 1}` })))
  drawInbox({ defaultOpen: true, ...props }, { inbox: served.inbox })
  await until(() => the('[data-row]'))
  return served
}
const titleOf = (row: Element | null | undefined) =>
  row?.querySelector('.inbox-open')?.textContent?.replace('Unread ', '')
const rowOf = (title: string): HTMLElement => {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const found = rows.find((row) => titleOf(row) === title)
  if (!found) throw new Error(`No row is ${title}`)
  return found
}
const menu = () => until(() => the('.inbox-menu:popover-open'))
const noMenu = () => until(() => expect(document.querySelector('.inbox-menu')).toBeNull())
const openMenu = async (title: string, button: 'more' | 'snooze' = 'more') => {
  await userEvent.click(the(`.inbox-${button}`, rowOf(title)))
  return menu()
}
const choose = (name: string) => userEvent.click(page.getByRole('menuitem', { name }))
const focusedRow = () => titleOf(focused()?.closest('[data-row]'))

describe('the place of the menu', () => {
  it('is at its button, end edges in line', async () => {
    await draw()
    const box = (await openMenu('Number 3')).getBoundingClientRect()
    const button = the('.inbox-more', rowOf('Number 3')).getBoundingClientRect()
    expect([Math.round(box.right), Math.round(box.top)]).toEqual([
      Math.round(button.right),
      Math.round(button.bottom) + 8,
    ])
  })

  it('is above its button where there is no room below', async () => {
    await page.viewport(800, 420)
    await draw()
    const box = (await openMenu('Number 1')).getBoundingClientRect()
    expect(box.bottom).toBeLessThanOrEqual(the('.inbox-more', rowOf('Number 1')).getBoundingClientRect().top)
  })

  it('starts at the start edge in right-to-left', async () => {
    document.documentElement.dir = 'rtl'
    await draw()
    const box = (await openMenu('Number 3')).getBoundingClientRect()
    const button = the('.inbox-more', rowOf('Number 3')).getBoundingClientRect()
    expect(Math.round(box.left)).toBe(Math.round(button.left))
  })

  it('is inside 320 pixels, and inside the modal sheet it can be used', async () => {
    await page.viewport(320, 600)
    await draw()
    const { left, right } = (await openMenu('Number 3')).getBoundingClientRect()
    expect(left).toBeGreaterThanOrEqual(8)
    expect(right).toBeLessThanOrEqual(312)
    await userEvent.keyboard('{Escape}')
    await noMenu()
    expect(the('.inbox-panel').matches(':modal')).toBe(true)
  })
})

describe('the row of an open menu', () => {
  it('stays as it is when hovered', async () => {
    await draw()
    await openMenu('Number 3')
    await userEvent.hover(the('.inbox-title'))
    const row = rowOf('Number 3')
    expect(getComputedStyle(the('.inbox-actions', row)).opacity).toBe('1')
    expect(getComputedStyle(the('.inbox-item', row)).backgroundColor).not.toBe('rgba(0, 0, 0, 0)')
  })

  it('stays in the page when it is scrolled away', async () => {
    await draw(120)
    await openMenu('Number 119')
    const body = the('.inbox-body')
    for (const top of [2000, 6000]) {
      body.scrollTop = top
      await until(() => expect(document.querySelectorAll('[data-space]').length).toBeGreaterThan(0))
    }
    expect(rowOf('Number 119').querySelector('.inbox-menu')).not.toBeNull()
  })

  it('hands the focus to the next one when it goes, and the menu goes with it', async () => {
    const { server, inbox } = await draw()
    await until(() => expect(inbox.connection.get().kind).toBe('live'))
    await openMenu('Number 3')
    server.feed('ann').act({ verb: 'delete', id: Number(rowOf('Number 3').dataset['row']) })
    await noMenu()
    await until(() => expect(focusedRow()).toBe('Number 2'))
  })
})

describe('what is chosen', () => {
  it('takes the row away, and the next one has the focus', async () => {
    const { server } = await draw()
    await openMenu('Number 3')
    await choose('Archive')
    await noMenu()
    await until(() => expect(focusedRow()).toBe('Number 2'))
    await until(() => expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(1))
  })

  it('moves the row, and the focus goes with it', async () => {
    await draw()
    await openMenu('Number 2')
    await choose('Pin')
    await until(() => expect(titleOf(the('[data-row]'))).toBe('Number 2'))
    await until(() => expect(focusedRow()).toBe('Number 2'))
    await openMenu('Number 2')
    await choose('Unpin')
    await until(() => expect(titleOf(the('[data-row]'))).toBe('Number 4'))
    await until(() => expect(focusedRow()).toBe('Number 2'))
  })

  it('snoozes until a time of one’s own, and brings back what is snoozed', async () => {
    const { server } = await draw()
    await openMenu('Number 3', 'snooze')
    await choose('Pick a day and time')
    const input = the('.inbox-menu input') as HTMLInputElement
    expect(focused()).toBe(input)
    const nextYear = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)
    await userEvent.fill(input, `${nextYear}T09:30`)
    await userEvent.click(the('.inbox-own-time [type=submit]'))
    await noMenu()
    await until(() => {
      const [snoozed] = server.feed('ann').list({ state: 'snoozed' })
      expect(snoozed?.snoozedUntil).toBe(new Date(`${nextYear}T09:30`).toISOString())
    })
    await userEvent.click(page.getByRole('tab', { name: /^Snoozed/ }))
    await until(() => rowOf('Number 3'))
    await userEvent.click(page.getByRole('button', { name: 'Unsnooze' }))
    await until(() => expect(server.feed('ann').list({ state: 'snoozed' })).toHaveLength(0))
  })

  it('does nothing to the list when Escape closes the menu from the page of times', async () => {
    await draw()
    await openMenu('Number 3')
    await choose('Snooze')
    await userEvent.keyboard('{Escape}')
    await noMenu()
    expect(focused()).toBe(the('.inbox-more', rowOf('Number 3')))
    expect(the('.inbox-panel').matches(':popover-open')).toBe(true)
  })
})
