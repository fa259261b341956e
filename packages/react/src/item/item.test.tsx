import { act, fireEvent, render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { holdClock, wait } from '../testing/clock.js'
import { withItem } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Avatar } from './Avatar.js'
import { Blocks } from './Blocks.js'
import { Time } from './Time.js'

describe('Avatar', () => {
  const avatar = (container: HTMLElement) => container.querySelector('.inbox-avatar')

  it('shows the icon, and initials when it cannot be loaded', () => {
    const notification = aNotification({ icon: 'https://example.com/a.png', data: { actor: 'Marta Nowak' } })
    const { container } = render(withItem(<Avatar />, notification))
    const image = container.querySelector('img')
    expect(image).toHaveAttribute('src', 'https://example.com/a.png')
    fireEvent.error(image as HTMLElement)
    expect(avatar(container)).toHaveTextContent('MN')
  })

  it('takes its letters from the actor, else the category, else the title', () => {
    const category = { id: 1, identifier: 'billing', name: 'Billing' }
    const letters = (given: object) => {
      const { container, unmount } = render(withItem(<Avatar />, aNotification(given)))
      const text = avatar(container)?.textContent
      unmount()
      return text
    }
    expect(letters({ data: { actor: { name: 'Jonas Weber' } }, category })).toBe('JW')
    expect(letters({ category })).toBe('B')
    expect(letters({ title: 'Deploy finished', data: { actor: 7 } })).toBe('DF')
  })
})

describe('Blocks', () => {
  const blocks = [
    { id: 'a', type: 'button', text: 'Decline', link: '/no' },
    { id: 'b', type: 'button', text: 'Accept', link: '/yes', variant: 'primary' },
    { id: 'c', type: 'button', text: 'Trap', link: 'javascript:alert(1)' },
    { id: 'd', type: 'button', text: 'Docs', link: 'https://example.com', externalLink: true },
    { id: 'e', type: 'video' },
  ]

  it('fills exactly one button, and leaves out what it must not or cannot draw', () => {
    render(withItem(<Blocks />, aNotification({ blocks })))
    const links = screen.getAllByRole('link')
    expect(links.map(({ textContent }) => textContent)).toEqual(['Decline', 'Accept', 'Docs'])
    expect(links.filter((link) => link.hasAttribute('data-primary'))).toEqual([links[1]])
    expect(links[2]).toHaveAttribute('target', '_blank')
    expect(links[2]).toHaveAttribute('rel', 'noreferrer')
  })

  it('is not there when there is nothing to draw', () => {
    const { container } = render(withItem(<Blocks />, aNotification({ blocks: blocks.slice(4) })))
    expect(container.querySelector('.inbox-blocks')).toBeNull()
  })
})

describe('with the clock', () => {
  holdClock(new Date(2026, 10, 20, 15, 20))

  it('Time ticks, and gives the moment in full', () => {
    const createdAt = new Date().toISOString()
    render(withItem(<Time />, aNotification({ createdAt })))
    const time = screen.getByText('now')
    expect(time).toHaveAttribute('datetime', createdAt)
    fireEvent.pointerEnter(time)
    expect(time.title).toMatch(/^Friday, November 20, 2026 at 3:20\sPM$/)
    wait(61_000)
    expect(time).toHaveTextContent('1m ago')
    wait(3_600_000)
    expect(time).toHaveTextContent('1h ago')
  })

  it('Time shows a clock after a second without an answer', async () => {
    const notification = aNotification({ id: 1 })
    const inbox = fakeInbox([notification])
    inbox.hang()
    render(withItem(<Time />, notification, inbox))
    await act(async () => void inbox.markRead(1))
    wait(900)
    expect(screen.queryByText('Not saved yet')).toBeNull()
    wait(200)
    expect(screen.getByText('Not saved yet')).toBeInTheDocument()
    await act(async () => inbox.answer())
    expect(screen.queryByText('Not saved yet')).toBeNull()
  })
})
