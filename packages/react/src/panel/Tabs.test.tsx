import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactElement } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { InboxPanel } from '../inbox/InboxPanel.js'
import type { RootProps } from '../root/Root.js'
import { aNotification } from '../testing/builders.js'
import { withRoot } from '../testing/draw.js'
import { type FakeInbox, fakeInbox } from '../testing/fake-inbox.js'

const page = (inbox: FakeInbox): ReactElement =>
  withRoot(<InboxPanel />, inbox, { layout: 'page', tabs: ['all', 'unread'] })
const some = () =>
  fakeInbox([
    aNotification({ id: 3, title: 'Three' }),
    aNotification({ id: 2, title: 'Two', readAt: '2026-11-20T12:00:00Z' }),
    aNotification({ id: 1, title: 'One' }),
  ])
const titles = () =>
  screen.queryAllByRole('article').map((article) => article.querySelector('a, button')?.textContent)

describe('Tabs', () => {
  it('shows all, or what is unread, with its count', async () => {
    render(page(some()))
    expect(titles()).toEqual(['Unread Three', 'Two', 'Unread One'])
    await userEvent.click(screen.getByRole('tab', { name: 'Unread 2' }))
    expect(titles()).toEqual(['Unread Three', 'Unread One'])
    expect(screen.getByRole('tabpanel', { name: 'Unread 2' })).toBeVisible()
  })

  it('is walked with arrow keys, and turned round in right-to-left', async () => {
    const { container } = render(page(some()))
    const [all, unread] = screen.getAllByRole('tab')
    act(() => all?.focus())
    await userEvent.keyboard('{ArrowRight}')
    expect(unread).toHaveFocus()
    expect(unread).toHaveAttribute('aria-selected', 'true')
    container.dir = 'rtl'
    await userEvent.keyboard('{ArrowRight}')
    expect(all).toHaveFocus()
    await userEvent.keyboard('{End}')
    expect(unread).toHaveFocus()
    expect([all?.tabIndex, unread?.tabIndex]).toEqual([-1, 0])
  })
})

describe('the tab', () => {
  const tabs = ['all', 'unread', { value: 'late', label: 'Late', filter: { tag: 'late' } }] as const
  const current = () => screen.getByRole('tab', { selected: true }).textContent
  const drawn = (inbox: FakeInbox, props: RootProps) =>
    withRoot(<InboxPanel />, inbox, { layout: 'page', tabs, ...props })

  it('is the host’s, which hears what is chosen', async () => {
    const inbox = some()
    const onTabChange = vi.fn()
    const { rerender } = render(drawn(inbox, { tab: 'unread', onTabChange }))
    expect(current()).toBe('Unread 2')
    expect(titles()).toHaveLength(2)
    await userEvent.click(screen.getByRole('tab', { name: 'All' }))
    expect(onTabChange).toHaveBeenCalledExactlyOnceWith('all')
    expect(current()).toBe('Unread 2')
    rerender(drawn(inbox, { tab: 'all', onTabChange }))
    expect(current()).toBe('All')
    expect(titles()).toHaveLength(3)
  })

  it('begins with the one that is named, and is told of each other one once', async () => {
    const onTabChange = vi.fn()
    render(drawn(some(), { defaultTab: 'late', onTabChange }))
    expect(current()).toMatch(/^Late/)
    await userEvent.click(screen.getByRole('tab', { name: /^Unread/ }))
    await userEvent.click(screen.getByRole('tab', { name: /^Unread/ }))
    expect(current()).toBe('Unread 2')
    expect(onTabChange.mock.calls).toEqual([['unread']])
  })
})

describe('a change to one notification', () => {
  it('draws that row and the counts, and nothing else', async () => {
    const inbox = some()
    const { container } = render(page(inbox))
    const changed = new Set<string>()
    const watcher = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement
        changed.add(element?.closest('[data-row], .inbox-tab')?.className ?? 'elsewhere')
      }
    })
    const rows = [...container.querySelectorAll('[data-row]')]
    watcher.observe(container, { subtree: true, childList: true, attributes: true, characterData: true })
    await act(() => inbox.markRead(3))
    await act(async () => {})
    watcher.disconnect()
    expect([...changed].sort()).toEqual(['inbox-row', 'inbox-tab'])
    expect([...container.querySelectorAll('[data-row]')]).toEqual(rows)
  })
})
