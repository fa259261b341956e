import type { Notification } from '@inboxkit/protocol'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { Profiler, type ReactElement, type ReactNode } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import * as Inbox from '../parts.js'
import { aNotification } from '../testing/builders.js'
import { withRoot } from '../testing/draw.js'
import { type FakeInbox, fakeInbox } from '../testing/fake-inbox.js'

/** What was drawn since the last look, by name. */
const drawn = new Set<string>()
const Watched = ({ as, children }: { as: string; children: ReactNode }): ReactElement => (
  <Profiler id={as} onRender={() => drawn.add(as)}>
    {children}
  </Profiler>
)
beforeEach(() => drawn.clear())

const drawItem = (notification: Notification): ReactElement => (
  <Watched as={`item ${notification.id}`}>
    <Inbox.DefaultItem notification={notification} />
  </Watched>
)
const categories = [
  { id: 1, identifier: 'orders', name: 'Orders' },
  { id: 2, identifier: 'billing', name: 'Billing' },
]

/** Every part of the default inbox, each under watch; and an inbox of four, one of them read. */
async function draw(): Promise<FakeInbox> {
  const inbox = fakeInbox(
    [4, 3, 2, 1].map((id) =>
      aNotification({ id, category: categories[id % 2] ?? null, ...(id === 1 && { readAt: '2026-11-20' }) }),
    ),
  )
  const inPanel: Record<string, ReactElement> = {
    title: <Inbox.Title />,
    filters: <Inbox.Filters />,
    pageLink: <Inbox.PageLink />,
    all: <Inbox.Tab value="all" />,
    snoozed: <Inbox.Tab value="snoozed" />,
    archived: <Inbox.Tab value="archived" />,
    notice: <Inbox.Notice />,
    pill: <Inbox.Pill />,
    loadMore: <Inbox.LoadMore />,
    loading: <Inbox.Loading />,
    empty: <Inbox.Empty />,
    failed: <Inbox.Failed />,
    toasts: <Inbox.Toasts />,
    help: <Inbox.Help />,
    bulkBar: <Inbox.BulkBar />,
    markAllRead: <Inbox.MarkAllRead />,
    unread: <Inbox.Tab value="unread" />,
  }
  render(
    withRoot(
      <>
        <Watched as="badge">
          <Inbox.Bell>
            <Inbox.Badge />
          </Inbox.Bell>
        </Watched>
        <Inbox.Panel>
          <Inbox.Tabs>
            {Object.entries(inPanel).map(([name, part]) => (
              <Watched key={name} as={name}>
                {part}
              </Watched>
            ))}
          </Inbox.Tabs>
          <Inbox.List>{drawItem}</Inbox.List>
        </Inbox.Panel>
      </>,
      inbox,
      { badge: 'unread', pageUrl: '/inbox' },
    ),
  )
  expect(screen.getAllByRole('article')).toHaveLength(4)
  await act(async () => {})
  drawn.clear()
  return inbox
}
const boxOf = (id: number) =>
  document.querySelector<HTMLInputElement>(`[data-row="${id}"] [type=checkbox]`) as HTMLInputElement

describe('marking one item read', () => {
  it('draws that item, the badge and the counts, and nothing else', async () => {
    const inbox = await draw()
    await act(() => inbox.markRead(3))
    expect([...drawn].sort()).toEqual(['badge', 'item 3', 'markAllRead', 'unread'])
  })

  it('draws the same while others are ticked', async () => {
    const inbox = await draw()
    await userEvent.click(boxOf(4))
    await userEvent.click(boxOf(2))
    drawn.clear()
    await act(() => inbox.markRead(3))
    expect([...drawn].sort()).toEqual(['badge', 'item 3', 'markAllRead', 'unread'])
  })
})

describe('ticking one', () => {
  it('draws that row and the bar, and nothing else', async () => {
    await draw()
    await userEvent.click(boxOf(3))
    drawn.clear()
    await userEvent.click(boxOf(2))
    // The row that was clicked takes the list's tab stop from the one before it.
    expect([...drawn].sort()).toEqual(['bulkBar', 'item 2', 'item 3'])
    drawn.clear()
    await userEvent.click(boxOf(2))
    expect([...drawn].sort()).toEqual(['bulkBar', 'item 2'])
  })

  it('draws those rows that it ticks, with a range', async () => {
    await draw()
    await userEvent.click(boxOf(4))
    drawn.clear()
    fireEvent.click(boxOf(2), { shiftKey: true })
    expect([...drawn].sort()).toEqual(['bulkBar', 'item 2', 'item 3'])
  })
})
