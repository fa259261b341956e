import { problem } from '@inboxkit/protocol'
import { act, render, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { aNotification, manyNotifications } from '../testing/builders.js'
import { holdClock, wait } from '../testing/clock.js'
import { withPanel } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Empty } from './Empty.js'
import { Failed } from './Failed.js'
import { Loading } from './Loading.js'
import { LoadMore } from './LoadMore.js'
import { Notice } from './Notice.js'

holdClock()
const press = (name: string) => act(async () => screen.getByRole('button', { name }).click())

describe('Loading', () => {
  it('shows nothing for 200 ms, then five skeleton rows', () => {
    const inbox = fakeInbox()
    inbox.setLoading('loading')
    const { container } = render(withPanel(<Loading />, inbox))
    wait(190)
    expect(screen.queryByText('Loading notifications')).toBeNull()
    wait(20)
    expect(screen.getByText('Loading notifications')).toBeInTheDocument()
    expect(container.querySelectorAll('.inbox-skeleton')).toHaveLength(5)
  })

  it('is not there once the list is', () => {
    render(withPanel(<Loading />, fakeInbox([aNotification()])))
    wait(500)
    expect(screen.queryByText('Loading notifications')).toBeNull()
  })
})

describe('Empty', () => {
  it('stands where nothing is, and only then', () => {
    const inbox = fakeInbox()
    render(withPanel(<Empty />, inbox))
    expect(screen.getByText("You're all caught up")).toBeVisible()
    act(() => inbox.arrive(aNotification()))
    expect(screen.queryByText("You're all caught up")).toBeNull()
  })

  it.each([
    ['all', "You're all caught up", 'New notifications appear here.'],
    ['unread', "You're all caught up", 'Everything here has been read.'],
    ['snoozed', 'Nothing snoozed', 'What you snooze waits here until its time.'],
    ['archived', 'Nothing archived', 'What you archive is kept here.'],
    ['late', 'Nothing here', 'New notifications appear here.'],
  ])('says what is missing in the tab %s', (tab, title, text) => {
    render(withPanel(<Empty />, fakeInbox(), { tab }))
    expect(screen.getByText(title)).toBeVisible()
    expect(screen.getByText(text)).toBeVisible()
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('Failed', () => {
  it('says why in a sentence and tries again', async () => {
    const inbox = fakeInbox([aNotification()])
    inbox.setLoading(problem('offline'))
    render(withPanel(<Failed />, inbox))
    const words = 'Notifications could not be loaded. Check your connection and try again.'
    expect(screen.getByRole('alert')).toHaveTextContent(words)
    inbox.setLoading(null)
    await press('Try again')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('does not offer to try again where that cannot help', () => {
    const inbox = fakeInbox()
    inbox.setLoading(problem('token_expired'))
    render(withPanel(<Failed />, inbox))
    expect(screen.getByRole('alert')).toHaveTextContent('You are signed out.')
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('who may not see it', () => {
  it.each(['token_expired', 'invalid_token', 'secure_mode_required', 'missing_credentials'] as const)(
    'is asked to sign in: %s',
    async (code) => {
      const inbox = fakeInbox()
      inbox.setLoading(problem(code))
      const onSignIn = vi.fn()
      render(withPanel(<Failed />, inbox, { onSignIn }))
      const words = 'You are signed out. Sign in again to see your notifications.'
      expect(screen.getByRole('alert')).toHaveTextContent(words)
      expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
      await press('Sign in')
      expect(onSignIn).toHaveBeenCalledOnce()
    },
  )

  it.each(['origin_refused', 'invalid_credentials', 'credentials_revoked', 'user_deleted'] as const)(
    'has no access, and nothing to try: %s',
    (code) => {
      const inbox = fakeInbox()
      inbox.setLoading(problem(code))
      render(withPanel(<Failed />, inbox, { onSignIn: () => {} }))
      const alert = screen.getByRole('alert')
      expect(alert).toHaveTextContent(/^You don't have access to these notifications\.$/)
      expect(screen.queryByRole('button')).toBeNull()
    },
  )

  it('is told above a list that was there before', async () => {
    const inbox = fakeInbox([aNotification()])
    const onSignIn = vi.fn()
    const { container } = render(withPanel(<Notice />, inbox, { onSignIn }))
    const notice = container.querySelector('.inbox-notice')
    act(() => inbox.setConnection({ kind: 'refused', reason: problem('token_expired') }))
    expect(notice).toHaveTextContent('You are signed out.')
    expect(notice).toHaveAttribute('data-kind', 'signedOut')
    await press('Sign in')
    expect(onSignIn).toHaveBeenCalledOnce()
    act(() => inbox.setConnection({ kind: 'refused', reason: problem('origin_refused') }))
    expect(notice).toHaveTextContent(/^You don't have access to these notifications\.$/)
    expect(notice).toHaveAttribute('data-kind', 'noAccess')
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('LoadMore', () => {
  it('shows that older ones are coming, and after a failure tries again', async () => {
    const inbox = fakeInbox(manyNotifications(30))
    const { container } = render(withPanel(<LoadMore />, inbox))
    expect(container.querySelectorAll('.inbox-skeleton')).toHaveLength(2)
    inbox.setLoading(problem('internal'))
    await act(() => inbox.feed().loadMore())
    expect(screen.getByText('Older notifications could not be loaded.')).toBeVisible()
    inbox.setLoading(null)
    await press('Try again')
    expect(container.querySelector('.inbox-load-more')).toBeNull()
  })
})

describe('Notice', () => {
  const notice = () => document.querySelector('.inbox-notice')
  const waiting = { kind: 'waiting', reason: problem('offline'), retryAt: 0 } as const

  it('says at once that the device is offline', () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const inbox = fakeInbox()
    inbox.setConnection(waiting)
    render(withPanel(<Notice />, inbox))
    expect(notice()).toHaveTextContent("You're offline.")
  })

  it('speaks of reconnecting only after a second, and falls silent when live again', () => {
    const inbox = fakeInbox()
    render(withPanel(<Notice />, inbox))
    act(() => inbox.setConnection(waiting))
    wait(900)
    expect(notice()).toBeEmptyDOMElement()
    wait(200)
    expect(notice()).toHaveTextContent('Connection lost. Trying to reconnect.')
    act(() => inbox.setConnection({ kind: 'live' }))
    expect(notice()).toBeEmptyDOMElement()
  })

  it('leaves a failed first load to Failed', () => {
    const inbox = fakeInbox()
    inbox.setLoading(problem('offline'))
    inbox.setConnection(waiting)
    render(withPanel(<Notice />, inbox))
    wait(2000)
    expect(notice()).toBeEmptyDOMElement()
  })
})
