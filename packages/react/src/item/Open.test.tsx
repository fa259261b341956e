import type { Notification } from '@inboxkit/protocol'
import { createEvent, fireEvent, render, screen } from '@testing-library/react'
import type { MouseEvent } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { RootProps } from '../root/Root.js'
import { aNotification } from '../testing/builders.js'
import { withItem } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Open, type OpenProps } from './Open.js'

/** Draws the title of a notification, clicks it, and tells what came of it. */
function click(given: Partial<Notification>, root: RootProps = {}, how: object = {}, props: OpenProps = {}) {
  const notification = aNotification({ id: 7, ...given })
  const inbox = fakeInbox([notification])
  render(withItem(<Open {...props} />, notification, inbox, root))
  const element = screen.getByText(notification.title)
  const event = createEvent.click(element, { button: 0, ...how })
  // jsdom cannot follow links, and says so.
  const stop = (last: Event) => {
    followed = !last.defaultPrevented
    last.preventDefault()
  }
  let followed = false
  document.addEventListener('click', stop)
  fireEvent(element, event)
  document.removeEventListener('click', stop)
  return { calls: inbox.calls, isFollowed: followed, link: element.closest('a') }
}

describe('Open', () => {
  it('marks read and lets the browser follow the link', () => {
    const { calls, isFollowed, link } = click({ url: '/orders/7' })
    expect(calls).toEqual([['markRead', 7]])
    expect(isFollowed).toBe(true)
    expect(link).toHaveAttribute('href', '/orders/7')
  })

  it('hands a plain click to the same origin to the host’s router', () => {
    const navigate = vi.fn()
    const { isFollowed } = click({ url: `${location.origin}/orders/7?tab=log#end` }, { navigate })
    expect(navigate).toHaveBeenCalledExactlyOnceWith(
      '/orders/7?tab=log#end',
      expect.objectContaining({ id: 7 }),
    )
    expect(isFollowed).toBe(false)
  })

  it.each([
    ['another origin', { url: 'https://example.com/a' }, {}],
    ['a click for a new tab', { url: '/a' }, { ctrlKey: true }],
    ['a click for a new window', { url: '/a' }, { shiftKey: true }],
  ])('leaves %s to the browser', (_, given, how) => {
    const navigate = vi.fn()
    const { calls, isFollowed } = click(given, { navigate }, how)
    expect(navigate).not.toHaveBeenCalled()
    expect(isFollowed).toBe(true)
    expect(calls).toEqual([['markRead', 7]])
  })

  it('lets the host open it itself: the link is not followed, but it counts as read', () => {
    const onOpen = vi.fn((_: Notification, event: MouseEvent) => event.preventDefault())
    const navigate = vi.fn()
    const { calls, isFollowed } = click({ url: '/a' }, { onOpen, navigate })
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 7 }), expect.anything())
    expect(navigate).not.toHaveBeenCalled()
    expect(isFollowed).toBe(false)
    expect(calls).toEqual([['markRead', 7]])
  })

  it('does nothing of its own when the host’s handler prevented it', () => {
    const onClick = (event: MouseEvent) => event.preventDefault()
    expect(click({ url: '/a' }, {}, {}, { onClick }).calls).toEqual([])
  })

  it('is a button without a link, and for an address that must not be one', () => {
    expect(click({ url: null }).link).toBeNull()
    expect(click({ url: 'javascript:alert(1)', title: 'Trap' }).link).toBeNull()
  })

  it('does not mark again what is read', () => {
    expect(click({ readAt: '2026-11-20T12:00:00Z' }).calls).toEqual([])
  })

  it('shows text as text, whatever is in it', () => {
    const { link } = click({ url: '/a', title: '<img src=x onerror=alert(1)> & more' })
    expect(link?.querySelector('img')).toBeNull()
  })
})
