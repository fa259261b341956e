import type { Notification } from '@inboxkit/protocol'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { withItem } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { languages } from '../text/languages.js'
import { Blocks } from './Blocks.js'
import { Time } from './Time.js'

const minute = 60_000
const now = new Date(2026, 10, 20, 15, 20).getTime()
const after = (ms: number) => new Date(now + ms).toISOString()
const localAt = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString()

describe('an item', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const article = () => screen.getByRole('article')
  const draw = (given: Partial<Notification>, root = {}) => {
    const notification = aNotification({ id: 1, createdAt: after(-minute), ...given })
    const inbox = fakeInbox([notification])
    render(
      withItem(
        <>
          <Time />
          <Blocks />
        </>,
        notification,
        inbox,
        root,
      ),
    )
    return inbox
  }
  const wait = (ms: number) =>
    act(() => {
      vi.advanceTimersByTime(ms)
    })

  it('is plain by itself', () => {
    draw({ readAt: after(0) })
    const states = article()
      .getAttributeNames()
      .filter((name) => name.startsWith('data-'))
    expect(states).toEqual([])
    expect(screen.getByText('1m ago')).toBeInTheDocument()
  })

  it('shows a pin where it is pinned, and says so', () => {
    draw({ pinnedAt: after(-minute) })
    expect(article()).toHaveAttribute('data-pinned')
    expect(screen.getByText('Pinned').nextElementSibling).toHaveAttribute('data-icon', 'pin')
  })

  it('says that it is archived', () => {
    draw({ archivedAt: after(-minute) })
    expect(article()).toHaveAttribute('data-archived')
  })

  it.each([
    [localAt(20, 18), /^6:00\sPM$/],
    [localAt(21, 9), /^Tomorrow 9:00\sAM$/],
    [localAt(23, 9), /^Mon,? 9:00\sAM$/],
    [localAt(29, 9), /^Nov 29$/],
  ])('says when it comes back, while it is snoozed until %s', (snoozedUntil, words) => {
    draw({ snoozedUntil })
    expect(article()).toHaveAttribute('data-snoozed')
    const time = screen.getByText(words)
    expect(time).toHaveAttribute('datetime', snoozedUntil)
    fireEvent.pointerEnter(time)
    expect(time.title).toMatch(/2026 at \d/)
  })

  it.each([
    ['de', 'Morgen 09:00'],
    ['ar', 'غدًا'],
    ['ja', '明日 9:00'],
  ])('says so in %s', async (locale, words) => {
    draw({ snoozedUntil: localAt(21, 9) }, { locale })
    await act(async () => void (await languages[locale]?.()))
    expect(document.querySelector('time')?.textContent).toContain(words)
  })

  it('has its age again when its time has come', () => {
    draw({ snoozedUntil: after(5 * minute) })
    wait(5 * minute + 10_000)
    expect(article()).not.toHaveAttribute('data-snoozed')
    expect(screen.getByText('6m ago')).toHaveAttribute('datetime', after(-minute))
  })

  it('expires before one’s eyes, and takes nothing more', () => {
    draw({ expiresAt: after(minute), blocks: [{ id: 'a', type: 'button', text: 'Book' }] })
    expect(article()).not.toHaveAttribute('data-expired')
    expect(screen.getByRole('button', { name: 'Book' })).toBeInTheDocument()
    wait(minute + 10_000)
    expect(article()).toHaveAttribute('data-expired')
    expect(screen.getByText('Expired')).toBeInTheDocument()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('is pending while its user’s act is unanswered', async () => {
    const inbox = draw({})
    inbox.hang()
    await act(async () => void inbox.pin(1))
    expect(article()).toHaveAttribute('data-pending')
    await act(async () => inbox.answer())
    expect(article()).not.toHaveAttribute('data-pending')
  })
})
