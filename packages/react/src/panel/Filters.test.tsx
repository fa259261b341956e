import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { InboxPanel } from '../inbox/InboxPanel.js'
import type { RootProps } from '../root/Root.js'
import { withRoot } from '../testing/draw.js'
import { serve } from '../testing/serve.js'

const items = [
  { title: 'Shoes shipped', category: 'orders' },
  { title: 'Invoice due', category: 'billing' },
  { title: 'Hat shipped', category: 'orders' },
]
const names = { orders: 'Orders', billing: 'Billing', team: 'Team' }

/** A page of notifications in categories, as loaded. */
async function draw(
  categories: readonly (keyof typeof names)[],
  props: RootProps = {},
  delivered: readonly (typeof items)[number][] = items,
) {
  const { server, inbox } = serve()
  for (const identifier of categories) server.addCategory({ identifier, name: names[identifier] })
  for (const item of delivered) server.deliver('ann', item)
  render(withRoot(<InboxPanel />, inbox, { layout: 'page', ...props }))
  await screen.findByText('Shoes shipped')
  return server
}
const titles = () =>
  screen.queryAllByRole('article').map((item) => item.querySelector('.inbox-open')?.textContent)
const button = () => screen.getByRole('button', { name: 'Filter by category' })
const choose = async (name: string) => {
  await userEvent.click(button())
  await userEvent.click(await screen.findByRole('menuitemradio', { name }))
}
const all = ['orders', 'billing', 'team'] as const

describe('Filters', () => {
  it('is not there where there are less than two categories', async () => {
    await draw(['orders'], {}, items.slice(0, 1))
    expect(screen.queryByRole('button', { name: 'Filter by category' })).toBeNull()
  })

  it('is not there in a tab that is about a category itself', async () => {
    const orders = { value: 'orders', label: 'Just orders', filter: { category: 'orders' } }
    await draw(all, { tabs: ['all', orders] })
    await choose('Billing')
    await userEvent.click(screen.getByRole('tab', { name: /^Just orders/ }))
    await waitFor(() => expect(titles()).toEqual(['Unread Hat shipped', 'Unread Shoes shipped']))
    expect(screen.queryByRole('button', { name: /Filter|Only/ })).toBeNull()
  })

  it('narrows list and counts to a category, and says so until it is taken away', async () => {
    await draw(all)
    await screen.findByRole('tab', { name: 'Unread 3' })
    await choose('Orders')
    await waitFor(() => expect(titles()).toEqual(['Unread Hat shipped', 'Unread Shoes shipped']))
    await screen.findByRole('tab', { name: 'Unread 2' })
    const chip = screen.getByRole('button', { name: 'Only Orders. Show all categories' })
    await userEvent.click(chip)
    await waitFor(() => expect(titles()).toHaveLength(3))
    expect(chip).not.toBeInTheDocument()
    expect(button()).toHaveFocus()
  })

  it('keeps the category from tab to tab', async () => {
    const server = await draw(all)
    await choose('Orders')
    await waitFor(() => expect(titles()).toHaveLength(2))
    const [newest] = server.feed('ann').list()
    act(() => {
      server.feed('ann').act({ verb: 'read', id: newest?.id ?? 0 })
    })
    await userEvent.click(screen.getByRole('tab', { name: /^Unread/ }))
    await waitFor(() => expect(titles()).toEqual(['Unread Shoes shipped']))
  })

  it('marks all read of that category alone', async () => {
    const server = await draw(all)
    await choose('Billing')
    await waitFor(() => expect(titles()).toHaveLength(1))
    await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }))
    await waitFor(() => expect(server.feed('ann').head().counts.unread).toBe(2))
  })

  it('says that a category is empty, and shows all again', async () => {
    await draw(all)
    await choose('Team')
    expect(await screen.findByText('Nothing in Team')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
    await waitFor(() => expect(titles()).toHaveLength(3))
  })

  it('is walked with keys, begins at the chosen one, and gives the focus back', async () => {
    await draw(all)
    act(() => button().focus())
    await userEvent.keyboard('{Enter}')
    const menu = await screen.findByRole('menu', { name: 'Filter by category' })
    const entries = within(menu).getAllByRole('menuitemradio')
    expect(entries.map(({ textContent }) => textContent)).toEqual([
      'All categories',
      'Orders',
      'Billing',
      'Team',
    ])
    expect(entries[0]).toHaveFocus()
    await userEvent.keyboard('{ArrowUp}')
    expect(entries[3]).toHaveFocus()
    await userEvent.keyboard('{Home}{ArrowDown}')
    expect(entries[1]).toHaveFocus()
    await userEvent.keyboard('b{Enter}')
    await waitFor(() => expect(titles()).toEqual(['Unread Invoice due']))
    expect(button()).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    expect(await screen.findByRole('menuitemradio', { name: 'Billing', checked: true })).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('menu')).toBeNull()
    expect(button()).toHaveFocus()
  })
})
