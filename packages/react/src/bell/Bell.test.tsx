import { act, render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { aNotification, manyNotifications } from '../testing/builders.js'
import { withRoot } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Badge } from './Badge.js'
import { Bell } from './Bell.js'

const bell = (
  <Bell>
    <Badge />
  </Bell>
)

describe('Bell', () => {
  it('says in words how many are new, and shows the figure', () => {
    render(withRoot(bell, fakeInbox(manyNotifications(3))))
    expect(screen.getByRole('button', { name: 'Notifications, 3 new' })).toHaveTextContent('3')
  })

  it('shows no badge at zero', () => {
    render(withRoot(bell, fakeInbox([aNotification({ readAt: '2026-11-20T12:00:00Z' })])))
    expect(screen.getByRole('button', { name: 'Notifications' })).toHaveTextContent('')
  })

  it('stops counting at 99', () => {
    render(withRoot(bell, fakeInbox(manyNotifications(100))))
    expect(screen.getByRole('button', { name: 'Notifications, 99+ new' })).toHaveTextContent('99+')
  })

  it('counts what is unread when told so', () => {
    const seen = aNotification({ seenAt: '2026-11-20T12:00:00Z' })
    render(withRoot(bell, fakeInbox([seen, aNotification()]), { badge: 'unread' }))
    expect(screen.getByRole('button', { name: 'Notifications, 2 new' })).toBeVisible()
  })

  it('follows arrivals', () => {
    const inbox = fakeInbox()
    render(withRoot(bell, inbox))
    act(() => inbox.arrive(aNotification()))
    expect(screen.getByRole('button', { name: 'Notifications, 1 new' })).toBeVisible()
  })

  it('speaks the host’s words', () => {
    const labels = { bell: 'Glocke', bellWithCount: { one: 'Eine Nachricht', other: '{count} Nachrichten' } }
    render(withRoot(bell, fakeInbox(manyNotifications(120)), { labels, locale: 'de_DE' }))
    expect(screen.getByRole('button', { name: '99+ Nachrichten' })).toBeVisible()
  })
})
