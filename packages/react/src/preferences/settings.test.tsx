import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Inbox, type InboxProps } from '../inbox/Inbox.js'
import { withInbox } from '../testing/draw.js'
import { type Served, serve } from '../testing/serve.js'

const draw = (props: InboxProps = {}): Served => {
  const served = serve([{ title: 'One' }])
  served.server.addCategory({ identifier: 'orders', name: 'Orders', description: 'What you bought.' })
  render(withInbox(<Inbox layout="page" {...props} />, served.inbox))
  return served
}
const theButton = () => screen.findByRole('button', { name: 'Settings' })
const open = async () => {
  const button = await theButton()
  button.focus()
  fireEvent.click(button)
  await screen.findByRole('switch', { name: 'Orders, Email' })
}

describe('the panel’s settings', () => {
  it('stand in the place of tabs and list, and begin at their heading', async () => {
    draw()
    await screen.findByRole('feed')
    await open()
    expect(screen.getByRole('heading', { name: 'Notification settings' })).toHaveFocus()
    expect(screen.getByRole('region', { name: 'Notification settings' })).toBeInTheDocument()
    expect(screen.queryByRole('tablist')).toBeNull()
    expect(screen.queryByRole('feed')).toBeNull()
    expect(screen.getByText('What you bought.')).toBeInTheDocument()
  })

  it.each([
    ['the button', () => fireEvent.click(screen.getByRole('button', { name: 'Back to notifications' }))],
    ['Escape', () => fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })],
  ])('are left with %s, which gives the focus back', async (_, leave) => {
    draw()
    await open()
    leave()
    expect(await screen.findByRole('feed')).toBeInTheDocument()
    expect(await theButton()).toHaveFocus()
    expect(screen.queryByRole('switch')).toBeNull()
  })

  it('keep the tab that was shown', async () => {
    draw()
    fireEvent.click(await screen.findByRole('tab', { name: /^Unread/ }))
    await open()
    fireEvent.click(screen.getByRole('button', { name: 'Back to notifications' }))
    expect(await screen.findByRole('tab', { name: /^Unread/ })).toHaveAttribute('aria-selected', 'true')
  })

  it('change what the user gets, and show what is changed elsewhere', async () => {
    const { inbox, server } = draw()
    await open()
    fireEvent.click(screen.getByRole('switch', { name: 'Orders, Email' }))
    await waitFor(async () =>
      expect((await inbox.account.preferencePage()).categories[0]?.channels).toContainEqual({
        channel: 'email',
        enabled: false,
        isChosen: true,
      }),
    )
    await waitFor(() => expect(inbox.connection.get().kind).toBe('live'))
    await inbox.account.unmute('orders')
    await waitFor(() =>
      expect(screen.getByRole('switch', { name: 'Orders, Email' })).toHaveAttribute('aria-checked', 'true'),
    )
    expect(server.requests.some(({ name }) => name === 'preferencePage')).toBe(true)
  })

  it('are the host’s own where it gives a function', async () => {
    const settings = vi.fn()
    draw({ settings })
    fireEvent.click(await theButton())
    expect(settings).toHaveBeenCalledOnce()
    expect(screen.queryByRole('heading', { name: 'Notification settings' })).toBeNull()
  })

  it('are not there where the host wants none', async () => {
    draw({ settings: false })
    await screen.findByRole('feed')
    expect(screen.queryByRole('button', { name: 'Settings' })).toBeNull()
  })

  it('do not act on the list with keys that are pressed in them', async () => {
    const { server } = draw()
    await open()
    for (const key of ['e', '#', 'r', '?']) fireEvent.keyDown(document.activeElement as Element, { key })
    fireEvent.click(screen.getByRole('button', { name: 'Back to notifications' }))
    expect(await screen.findByRole('article')).toHaveAttribute('data-unread')
    expect(server.feed('ann').list({ state: 'archived' })).toHaveLength(0)
  })

  it('tell the host what is refused', async () => {
    const onProblem = vi.fn()
    const { server } = draw({ onProblem })
    await open()
    server.goOffline()
    fireEvent.click(screen.getByRole('switch', { name: 'Orders, Email' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'That was not saved. Check your connection and try again.',
    )
    expect(onProblem).toHaveBeenCalled()
    expect(screen.getByRole('switch', { name: 'Orders, Email' })).toHaveAttribute('aria-checked', 'true')
  })
})
