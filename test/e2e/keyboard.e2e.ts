import { send } from '../kit/api.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'
import { tabTo } from './tab-to.js'

test('everything works by keyboard alone', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One', 'Two', 'Three', 'Four')
  const tab = await open('ann')
  const { page, panel } = tab
  const press = (key: string): Promise<void> => page.keyboard.press(key)

  await tabTo(page, tab.bell)
  await press('Enter')
  await expect(panel).toBeFocused()

  await press('ArrowDown')
  await expect(tab.item('Four')).toBeFocused()
  await press('ArrowDown')
  await expect(tab.item('Three')).toBeFocused()
  await press('End')
  await expect(tab.item('One')).toBeFocused()
  await press('Home')
  await expect(tab.item('Four')).toBeFocused()
  await press('PageDown')
  await expect(tab.item('Three')).toBeFocused()

  const more = tab.item('Three').getByRole('button', { name: 'More actions' })
  await tabTo(page, more)
  await press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Mark as read' })).toBeFocused()
  await press('Enter')
  await expect(tab.item('Three')).not.toHaveAttribute('data-unread')
  await expect(more).toBeFocused()
  await press('Space')
  await expect(page.getByRole('menuitem', { name: 'Mark as unread' })).toBeFocused()
  // An act that comes while one before it is under way can count as the older one: decision 1.
  const answered = page.waitForResponse((response) =>
    (response.request().postData() ?? '').includes('"unread"'),
  )
  await press('Enter')
  await expect(tab.item('Three')).toHaveAttribute('data-unread', '')
  await answered

  await press('Enter')
  await press('d')
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused()
  await press('Enter')
  await expect(tab.item('Three')).toHaveCount(0)
  await expect(tab.item('Two')).toBeFocused()

  await tabTo(page, panel.getByRole('tab', { name: 'All' }), 'Shift+Tab')
  await press('ArrowRight')
  await expect(panel.getByRole('tab', { name: /^Unread/ })).toBeFocused()
  await expect(panel.getByRole('tab', { name: /^Unread/ })).toHaveAttribute('aria-selected', 'true')
  await tabTo(page, panel.getByRole('button', { name: 'Mark all as read' }), 'Shift+Tab')
  await press('Enter')
  await tab.expectBadge(0)
  await press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(tab.bell).toBeFocused()
})

test('the pill is pressed by keyboard, and the newest row then has the focus', async ({ server, open }) => {
  await notify(server.url, 'ann', ...Array.from({ length: 20 }, (_, n) => `Item ${n}`))
  const tab = await open('ann')
  await tab.bell.focus()
  await tab.page.keyboard.press('Enter')
  await expect(tab.item('Item 19')).toBeVisible()
  await tab.page.keyboard.press('ArrowDown')
  await tab.page.keyboard.press('End')
  await expect(tab.item('Item 0')).toBeFocused()
  await notify(server.url, 'ann', 'Above')
  const pill = tab.panel.getByRole('button', { name: '1 new' })
  await expect(pill).toBeVisible()
  await tabTo(tab.page, pill, 'Shift+Tab')
  await tab.page.keyboard.press('Enter')
  await expect(tab.item('Above')).toBeInViewport()
  await expect(tab.item('Above')).toBeFocused()
})

test('a link is followed by keyboard, and the order it leads to has the focus', async ({ server, open }) => {
  await send(server.url, {
    notification: { title: 'Packed', url: '/?order=1048' },
    sendTo: { recipients: ['ann'] },
  })
  const tab = await open('ann')
  await tab.expectBadge(1)
  await tab.bell.focus()
  await tab.page.keyboard.press('Enter')
  await expect(tab.item('Packed')).toBeVisible()
  await tab.page.keyboard.press('ArrowDown')
  await tabTo(tab.page, tab.item('Packed').getByRole('link'))
  await tab.page.keyboard.press('Enter')
  await expect(tab.page).toHaveURL(/order=1048/)
  await expect(tab.panel).toHaveCount(0)
  await tab.expectBadge(0)
})

test('the sheet of a narrow screen keeps the focus inside and gives it back', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One')
  const tab = await open('ann')
  await tab.page.setViewportSize({ width: 360, height: 640 })
  await tab.bell.focus()
  await tab.page.keyboard.press('Enter')
  await expect(tab.panel).toBeVisible()
  await tabTo(tab.page, tab.panel.getByRole('button', { name: 'Close' }))
  for (let presses = 0; presses < 12; presses++) {
    await tab.page.keyboard.press('Tab')
    const isOutside = await tab.page.evaluate(() => {
      let focused = document.activeElement
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
      return focused !== document.body && !focused?.closest('dialog')
    })
    expect(isOutside).toBe(false)
  }
  await tab.page.keyboard.press('Escape')
  await expect(tab.panel).toHaveCount(0)
  await expect(tab.bell).toBeFocused()
})
