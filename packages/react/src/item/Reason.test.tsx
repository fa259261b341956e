import { type Notification, problem } from '@inboxkit/protocol'
import { render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { aNotification } from '../testing/builders.js'
import { withItem } from '../testing/draw.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { Toasts } from '../toast/Toasts.js'
import { Mute } from './Mute.js'
import { Reason } from './Reason.js'

const whole = (
  <Reason>
    <Mute />
  </Reason>
)

const category = { id: 3, identifier: 'orders', name: 'Orders' }
const pieces = (given: Partial<Notification>) => {
  const { container, unmount } = render(withItem(whole, aNotification(given)))
  const line = container.querySelector('.inbox-reason')
  const texts = line && [...line.children].map(({ textContent }) => textContent)
  unmount()
  return texts
}

describe('the line of reasons', () => {
  it('says what it is about, why it came, and how to get no more of it', () => {
    expect(pieces({ category, reason: { topic: 'Shoes' } })).toEqual([
      'Orders',
      'because you follow Shoes',
      'Mute Orders',
    ])
    expect(pieces({ category, reason: { everyone: true } })).toEqual([
      'Orders',
      'sent to everyone',
      'Mute Orders',
    ])
  })

  it('has no words for a workflow, nor where there is no reason', () => {
    expect(pieces({ category, reason: { workflow: 'order-shipped' } })).toEqual(['Orders', 'Mute Orders'])
    expect(pieces({ category })).toEqual(['Orders', 'Mute Orders'])
  })

  it('offers nothing to mute without a category', () => {
    expect(pieces({ reason: { topic: 'Shoes' } })).toEqual(['because you follow Shoes'])
  })

  it('is not there where there is nothing to say', () => {
    expect(pieces({})).toBeNull()
    expect(pieces({ reason: { workflow: 'order-shipped' } })).toBeNull()
  })

  it('shows names as text, whatever is in them', () => {
    const name = '<b>x</b>\u202e'
    expect(pieces({ category: { ...category, name }, reason: { topic: name } })).toEqual([
      '<b>x</b>',
      'because you follow <b>x</b>',
      'Mute <b>x</b>',
    ])
  })
})

describe('muting', () => {
  const draw = (onProblem = vi.fn(), beside: ReactNode = null) => {
    const notification = aNotification({ category })
    const inbox = fakeInbox([notification])
    const parts = (
      <>
        {whole}
        {beside}
      </>
    )
    render(withItem(parts, notification, inbox, { onProblem }))
    return { inbox, mute: screen.getByRole('button', { name: 'Mute Orders' }) }
  }

  it('is one press', async () => {
    const { inbox, mute } = draw()
    await userEvent.click(mute)
    expect(inbox.calls).toEqual([['mute', 3]])
  })

  it('says why a required category cannot be muted, and goes on offering it', async () => {
    const onProblem = vi.fn()
    const { inbox, mute } = draw(onProblem)
    const reason = problem('unprocessable')
    inbox.refuse(reason)
    await userEvent.click(mute)
    await waitFor(() => expect(onProblem).toHaveBeenCalledExactlyOnceWith(reason))
    expect(mute).toHaveAccessibleName('Mute Orders')
    expect(mute).not.toHaveAttribute('data-muted')
  })

  it('is taken back by the same button, by keyboard too', async () => {
    const { inbox, mute } = draw()
    mute.focus()
    await userEvent.keyboard('{Enter}')
    expect(mute).toHaveAccessibleName('Unmute Orders')
    expect(mute).toHaveAttribute('data-muted')
    await userEvent.keyboard(' ')
    expect(inbox.calls).toEqual([
      ['mute', 3],
      ['unmute', 3],
    ])
    expect(mute).toHaveAccessibleName('Mute Orders')
    expect(mute).toHaveFocus()
  })

  it('is offered again where unmuting was refused', async () => {
    const { inbox, mute } = draw()
    await userEvent.click(mute)
    inbox.refuse(problem('unprocessable'))
    await userEvent.click(mute)
    await waitFor(() => expect(mute).toHaveAccessibleName('Unmute Orders'))
  })

  it('is known by other rows, also such as are drawn later, and not by another inbox', async () => {
    const { inbox, mute } = draw()
    await userEvent.click(mute)
    const later = aNotification({ category })
    render(withItem(whole, later, inbox))
    expect(screen.getAllByRole('button', { name: 'Unmute Orders' })).toHaveLength(2)
    render(withItem(whole, later, fakeInbox([later])))
    expect(screen.getByRole('button', { name: 'Mute Orders' })).toBeInTheDocument()
  })

  it('is taken back by the toast, and the row knows', async () => {
    const { mute } = draw(undefined, <Toasts />)
    await userEvent.click(mute)
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(mute).toHaveAccessibleName('Mute Orders')
    await userEvent.click(mute)
    await userEvent.click(mute)
    expect((await screen.findAllByText('Unmuted')).length).toBeGreaterThan(0)
    await userEvent.click(screen.getAllByRole('button', { name: 'Undo' }).at(-1) as HTMLElement)
    expect(mute).toHaveAccessibleName('Unmute Orders')
  })
})
