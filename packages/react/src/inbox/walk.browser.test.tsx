import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawInbox, focused, the, until } from '../testing/draw-browser.js'
import { serve } from '../testing/serve.js'
import type { InboxProps } from './Inbox.js'

const { keyboard } = userEvent
const name = () => focused()?.getAttribute('aria-label') ?? focused()?.textContent
const panel = () => document.querySelector('.inbox-panel')
const rowTitles = () =>
  [...document.querySelectorAll('[data-row]:not([data-leaving]) .inbox-open')].map(
    ({ textContent }) => textContent?.match(/Number \d/)?.[0],
  )
const reads = (words: RegExp) => until(() => expect(focused()?.textContent).toMatch(words))

/** An inbox of five behind a bell that has the focus, in an app of three categories. */
async function draw(props: InboxProps = {}) {
  const served = serve()
  for (const identifier of ['orders', 'billing', 'team'])
    served.server.addCategory({ identifier, name: identifier })
  for (const at of [1, 2, 3, 4, 5])
    served.server.deliver('ann', { title: `Number ${at}`, category: at % 2 ? 'orders' : 'billing' })
  drawInbox(props, { inbox: served.inbox })
  await until(() => the('.inbox-badge'))
  the('.inbox-bell').focus()
  return served
}
const open = async () => {
  await keyboard('{Enter}')
  await until(() => expect(focused()).toBe(panel()))
}

describe('by keyboard alone', () => {
  it('goes from the bell through all of the inbox, and back to the bell', async () => {
    const { server } = await draw()
    const feed = server.feed('ann')
    await open()

    // The header, and the categories.
    await userEvent.tab()
    expect(name()).toBe('Filter by category')
    await keyboard('{Enter}')
    await reads(/^All categories$/)
    await keyboard('{Escape}')
    expect(name()).toBe('Filter by category')
    expect(panel()).not.toBeNull()
    await userEvent.tab()
    expect(name()).toBe('Mark all as read')
    await userEvent.tab()
    expect(name()).toBe('Settings')

    // The tabs.
    await userEvent.tab()
    expect(name()).toBe('All')
    await keyboard('{ArrowRight}')
    expect(name()).toMatch(/^Unread/)
    await keyboard('{ArrowLeft}')
    await until(() => expect(rowTitles()).toHaveLength(5))

    // The list, and what can be done with a row.
    await userEvent.tab()
    await until(() => expect(focused()?.getAttribute('aria-posinset')).toBe('1'))
    await keyboard('j')
    expect(focused()?.getAttribute('aria-posinset')).toBe('2')
    const stops: (string | null | undefined)[] = []
    for (let at = 0; at < 5; at++) {
      await userEvent.tab()
      stops.push(name())
    }
    expect(stops).toEqual(['Select', 'Unread Number 4', 'Archive', 'Snooze', 'More actions'])

    // Its menu.
    await keyboard('{Enter}')
    await reads(/^Mark as read$/)
    await keyboard('{End}')
    expect(name()).toBe('Delete')
    await keyboard('{Escape}')
    expect(name()).toBe('More actions')

    // Several at once.
    await keyboard('x')
    await until(() => the('.inbox-bulk-bar'))
    expect(name()).toBe('More actions')
    await keyboard('jx')
    await until(() => expect(the('.inbox-bulk-bar').textContent).toContain('2 selected'))
    await keyboard('e')
    await until(() => expect(rowTitles()).toEqual(['Number 5', 'Number 2', 'Number 1']))
    expect(document.querySelector('.inbox-bulk-bar')).toBeNull()
    await reads(/Number 2/)
    await until(() => expect(feed.list({ state: 'archived' })).toHaveLength(2))

    // The sheet of keys.
    await keyboard('?')
    await until(() => expect(the('.inbox-help').matches(':modal')).toBe(true))
    expect(focused()?.closest('dialog')).toBe(the('.inbox-help'))
    await userEvent.tab()
    await userEvent.tab()
    expect(panel()?.contains(focused())).not.toBe(false)
    await keyboard('{Escape}')
    await until(() => expect(document.querySelector('.inbox-help')).toBeNull())
    await reads(/Number 2/)

    await keyboard('{Escape}')
    await until(() => expect(panel()).toBeNull())
    expect(focused()).toBe(the('.inbox-bell'))
  })

  it.each<[string, number]>([
    ['the popover', 800],
    ['the modal sheet', 320],
  ])('Escape ends one thing at a time in %s', async (_, width) => {
    await page.viewport(width, 600)
    await draw()
    await open()
    await keyboard('jx')
    await until(() => the('.inbox-bulk-bar'))
    await keyboard('s')
    await reads(/^(?:Later today|This evening|Tomorrow)/)
    await keyboard('{Escape}')
    await until(() => expect(document.querySelector('[role=menu]')).toBeNull())
    expect(name()).toBe('Snooze')
    await keyboard('{Escape}')
    await until(() => expect(document.querySelector('.inbox-bulk-bar')).toBeNull())
    expect(focused()?.getAttribute('aria-posinset')).toBe('1')
    expect(panel()).not.toBeNull()
    await keyboard('{Escape}')
    await until(() => expect(panel()).toBeNull())
    expect(focused()).toBe(the('.inbox-bell'))
  })

  it('keeps the focus when the tabs it is in give way to the bar', async () => {
    await draw()
    await open()
    await keyboard('j')
    the('.inbox-tab[data-current]').focus()
    await keyboard('x')
    await until(() => the('.inbox-bulk-bar'))
    await until(() => expect(focused()?.getAttribute('aria-posinset')).toBe('1'))
  })
})

describe('selecting', () => {
  it('moves no row when the bar comes and goes, with tabs or without', async () => {
    for (const tabs of [['all', 'unread'], ['all']] as const) {
      const { inbox } = await draw({ tabs, defaultOpen: true })
      const top = () => the('[data-row]').getBoundingClientRect().top
      await until(() => the('[data-row]'))
      await Promise.all(
        the('.inbox-panel')
          .getAnimations()
          .map(({ finished }) => finished),
      )
      const before = top()
      await userEvent.hover(the('.inbox-select'))
      expect(getComputedStyle(the('.inbox-select')).opacity).toBe('1')
      await userEvent.click(the('.inbox-select'))
      await until(() => the('.inbox-bulk-bar'))
      expect(top()).toBe(before)
      expect(the('.inbox-bulk-bar').getBoundingClientRect().height).toBe(48)
      await userEvent.click(the('.inbox-bulk-bar [aria-label=Done]'))
      expect(top()).toBe(before)
      inbox.close()
      document.body.replaceChildren()
    }
  })

  it('puts the checkbox exactly on the avatar', async () => {
    await draw({ defaultOpen: true })
    await until(() => the('[data-row]'))
    const middle = (selector: string) => {
      const { left, top, width, height } = the(selector).getBoundingClientRect()
      // To a hundredth: what is further behind is the arithmetic's.
      return [left + width / 2, top + height / 2].map((at) => at.toFixed(2))
    }
    expect(middle('.inbox-select')).toEqual(middle('.inbox-avatar'))
  })
})

describe('tabs that do not fit', () => {
  const words = ['Orders that are late', 'Invoices to pay', 'Mentions of you', 'Builds', 'Reviews']
  const tabs = [
    ...(['all', 'unread', 'snoozed', 'archived'] as const),
    ...words.map((label) => ({ value: label, label, filter: { tag: label } })),
  ]

  it.each(['ltr', 'rtl'])('scroll sideways with the current one in view, %s', async (dir) => {
    await page.viewport(320, 600)
    document.documentElement.dir = dir
    await draw({ tabs, defaultTab: 'Reviews' })
    await open()
    const isInView = () => {
      const row = the('.inbox-tabs').getBoundingClientRect()
      const { left, right } = the('.inbox-tab[data-current]').getBoundingClientRect()
      return left >= row.left && right <= row.right
    }
    expect(the('.inbox-tabs').scrollWidth).toBeGreaterThan(320)
    expect(the('.inbox-tab[data-current]').textContent).toBe('Reviews')
    expect(isInView()).toBe(true)
    the('.inbox-tab[data-current]').focus()
    for (let at = 0; at < tabs.length; at++) {
      await keyboard(dir === 'ltr' ? '{ArrowRight}' : '{ArrowLeft}')
      expect(isInView()).toBe(true)
    }
    expect(document.documentElement.scrollWidth).toBe(320)
  })

  it('fade out at the end where there are more', async () => {
    await page.viewport(320, 600)
    await draw({ tabs })
    await open()
    const isFaded = () => getComputedStyle(the('.inbox-tabs')).maskImage !== 'none'
    await until(() => expect(isFaded()).toBe(true))
    the('.inbox-tabs').scrollLeft = 10_000
    await until(() => expect(isFaded()).toBe(false))
  })
})
