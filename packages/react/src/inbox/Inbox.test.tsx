import { problem } from '@inboxkit/protocol'
import { act, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { expectComplaint } from '../testing/complaint.js'
import { withInbox } from '../testing/draw.js'
import { type FakeInbox, fakeInbox } from '../testing/fake-inbox.js'
import { Inbox, type InboxProps } from './Inbox.js'
import { panelChunk } from './panel-chunk.js'

// A busy machine takes longer to transform it than a test waits.
beforeAll(async () => {
  await panelChunk.load()
})

const draw = (props: InboxProps = {}, inbox: FakeInbox = fakeInbox([aNotification({ id: 7 })])) => {
  render(withInbox(<Inbox {...props} />, inbox))
  return inbox
}
const toastOf = async (words: string) =>
  expect(await screen.findByText(words, { selector: '.inbox-toast *' })).toBeVisible()
const bell = () => screen.getByRole('button', { name: /^Notifications/ })

describe('Inbox', () => {
  it('opens and closes at the bell', async () => {
    const onOpenChange = vi.fn()
    draw({ onOpenChange })
    await userEvent.click(bell())
    const panel = await screen.findByRole('dialog', { name: 'Notifications' })
    expect(within(panel).getByRole('article', { name: 'Unread Order 7 shipped' })).toBeVisible()
    expect(bell()).toHaveAttribute('aria-expanded', 'true')
    await userEvent.click(bell())
    expect(onOpenChange.mock.calls).toEqual([[true], [false]])
  })

  it('stays as it is told while open is controlled', async () => {
    const onOpenChange = vi.fn()
    draw({ open: true, onOpenChange })
    await screen.findByRole('dialog')
    await userEvent.keyboard('{Escape}')
    expect(onOpenChange).toHaveBeenCalledExactlyOnceWith(false)
    expect(screen.getByRole('dialog')).toBeVisible()
  })

  it('is a column without a bell as a page', async () => {
    draw({ layout: 'page' })
    expect(await screen.findByRole('region', { name: 'Notifications' })).toBeVisible()
    expect(screen.queryByRole('button', { name: /^Notifications/ })).toBeNull()
  })

  it('gives each notification its place in the feed', async () => {
    draw({ layout: 'page' }, fakeInbox([aNotification({ id: 1 }), aNotification({ id: 2 })]))
    const feed = await screen.findByRole('feed', { name: 'Notifications' })
    const articles = within(feed).getAllByRole('article')
    expect(articles.map((article) => article.getAttribute('aria-posinset'))).toEqual(['1', '2'])
    expect(articles[0]).toHaveAttribute('aria-setsize', '2')
  })

  it('has one tab stop among its rows', async () => {
    draw({ layout: 'page' }, fakeInbox([aNotification({ id: 1 }), aNotification({ id: 2 })]))
    const articles = await screen.findAllByRole('article')
    expect(articles.map(({ tabIndex }) => tabIndex)).toEqual([0, -1])
  })

  it('tells the host and its user why a change was refused, and takes it back', async () => {
    const onProblem = vi.fn()
    const inbox = draw({ layout: 'page', onProblem })
    inbox.refuse(problem('refused', { detail: 'This one is pinned' }))
    await userEvent.click(await screen.findByRole('button', { name: 'More actions' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Mark as read' }))
    await toastOf('That was not saved. This one is pinned.')
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'refused' }))
    expect(await screen.findByRole('article', { name: /^Unread/ })).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByText(/That was not saved/)).toBeNull()
  })

  it('P5: tells them, too, why what an earlier page did was taken back', async () => {
    const onProblem = vi.fn()
    const inbox = draw({ layout: 'page', onProblem })
    await screen.findByRole('feed')
    const reason = problem('refused', { detail: 'It was archived elsewhere' })
    act(() => inbox.undo({ reason, verb: 'archive', id: 7 }))
    await toastOf('That was not saved. It was archived elsewhere.')
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(reason)
  })

  it('marks all read', async () => {
    const inbox = draw({ layout: 'page' })
    await userEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }))
    expect(inbox.counts.get()?.unread).toBe(0)
    expect(screen.getByRole('button', { name: 'Mark all as read' })).toHaveAttribute('aria-disabled', 'true')
  })

  it('says in development that the stylesheet is missing', async () => {
    const styles = document.head.querySelector('style')
    styles?.remove()
    draw({ layout: 'page' })
    await screen.findByRole('region')
    expectComplaint("inboxkit: add import '@inboxkit/react/styles.css' to your app")
    if (styles) document.head.append(styles)
  })
})
