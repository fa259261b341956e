import { act, render } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { holdClock, wait } from '../testing/clock.js'
import { withPanel } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'

holdClock()

describe('arrivals', () => {
  it('are told of once for all that come within a second, politely, and can be heard again', () => {
    const inbox = fakeInbox()
    const { container } = render(withPanel(null, inbox))
    const region = container.querySelector('output')
    const arrive = (count: number) =>
      act(() => inbox.arrive(...Array.from({ length: count }, () => aNotification())))
    arrive(1)
    wait(500)
    arrive(2)
    expect(region).toBeEmptyDOMElement()
    wait(500)
    expect(region).toHaveTextContent('3 new notifications')
    wait(5000)
    expect(region).toBeEmptyDOMElement()
    arrive(1)
    wait(1000)
    expect(region).toHaveTextContent(/^1 new notification$/)
  })

  it('are not told of once the panel is gone', () => {
    const inbox = fakeInbox()
    const { unmount } = render(withPanel(null, inbox))
    act(() => inbox.arrive(aNotification()))
    unmount()
    expect(vi.getTimerCount()).toBe(0)
  })
})
