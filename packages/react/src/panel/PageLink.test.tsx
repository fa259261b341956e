import { createEvent, fireEvent, render, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import type { RootProps } from '../root/Root.js'
import { withPanel } from '../testing/draw.js'
import { PageLink } from './PageLink.js'

const draw = (props: RootProps) => render(withPanel(<PageLink />, undefined, props))
const link = () => screen.getByRole('link', { name: 'Open as a page' })

/** Clicks the link, and tells whether the browser was to follow it. */
function click(how: object = {}): boolean {
  const event = createEvent.click(link(), { button: 0, ...how })
  let isFollowed = false
  // jsdom cannot follow links, and says so.
  const stop = (last: Event) => {
    isFollowed = !last.defaultPrevented
    last.preventDefault()
  }
  document.addEventListener('click', stop, { once: true })
  fireEvent(link(), event)
  return isFollowed
}

describe('PageLink', () => {
  it('leads a plain click through the host’s router, and leaves others to the browser', () => {
    const navigate = vi.fn()
    draw({ pageUrl: '/inbox?from=bell', navigate })
    expect(link()).toHaveAttribute('href', '/inbox?from=bell')
    expect(click()).toBe(false)
    expect(navigate).toHaveBeenCalledExactlyOnceWith('/inbox?from=bell')
    expect(click({ metaKey: true })).toBe(true)
    expect(navigate).toHaveBeenCalledOnce()
  })

  it('is a plain link without a router, and to another origin', () => {
    const navigate = vi.fn()
    draw({ pageUrl: 'https://example.com/inbox', navigate })
    expect(click()).toBe(true)
    expect(navigate).not.toHaveBeenCalled()
  })

  it.each([
    ['without an address', {}],
    ['on that page itself', { pageUrl: '/inbox', layout: 'page' as const }],
    ['for an address that may be no link', { pageUrl: 'javascript:alert(1)' }],
  ])('is not there %s', (_, props) => {
    draw(props)
    expect(screen.queryByRole('link')).toBeNull()
  })
})
