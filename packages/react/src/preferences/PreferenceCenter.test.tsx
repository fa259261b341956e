import { problem } from '@inboxkit/protocol'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { drawCenter } from '../testing/draw-preferences.js'
import { aCategory, aPage, fakeSource } from '../testing/fake-preferences.js'
import { PreferenceCenter } from './PreferenceCenter.js'

const theSwitch = (name: string) => screen.findByRole('switch', { name })
const isOn = async (name: string) => (await theSwitch(name)).getAttribute('aria-checked') === 'true'
const press = async (name: string) => fireEvent.click(await theSwitch(name))
const off = [
  { channel: 'inApp', enabled: false, isChosen: true },
  { channel: 'email', enabled: false, isChosen: true },
] as const

describe('the preference center', () => {
  it('shows each category with what it is about, and a switch for each channel', async () => {
    drawCenter()
    expect(await screen.findByRole('heading', { name: 'Notification settings' })).toBeInTheDocument()
    const orders = await screen.findByRole('group', { name: 'Orders' })
    expect(orders).toHaveTextContent('All about orders.')
    expect(
      within(orders)
        .getAllByRole('switch')
        .map((one) => one.getAttribute('aria-label')),
    ).toEqual(['Orders, Inbox', 'Orders, Email', 'Orders, SMS'])
    expect(screen.queryByText(/For notifications from/)).toBeNull()
  })

  it('turns one channel of one category off, and sends that alone', async () => {
    const source = drawCenter()
    await press('Comments, Email')
    expect(await isOn('Comments, Email')).toBe(false)
    const categoryId = source.page.categories[2]?.category.id
    await waitFor(() =>
      expect(source.sent).toEqual([
        { preference: [{ categoryId, channels: [{ channel: 'email', enabled: false }] }] },
      ]),
    )
    expect(await isOn('Comments, Inbox')).toBe(true)
  })

  it('turns a channel off for everything that nothing else was chosen for', async () => {
    const source = drawCenter()
    await press('All notifications, SMS')
    expect(await isOn('Orders, SMS')).toBe(false)
    expect(await isOn('Security, SMS')).toBe(true)
    await waitFor(() => expect(source.sent).toEqual([{ channels: [{ channel: 'sms', enabled: false }] }]))
  })

  it('says of a required category that it is always on, and does not turn it off', async () => {
    const source = drawCenter()
    const security = await screen.findByRole('group', { name: 'Security' })
    expect(security).toHaveAttribute('data-required')
    expect(security).toHaveTextContent('Always on · Sign-ins and passwords.')
    const mail = await theSwitch('Security, Email')
    expect(mail).toHaveAttribute('aria-disabled', 'true')
    fireEvent.click(mail)
    expect(mail).toHaveAttribute('aria-checked', 'true')
    expect(source.sent).toEqual([])
  })

  it('says of a muted category that it is, and ends it', async () => {
    const news = aCategory('News', { channels: [...off] })
    const source = drawCenter(aPage({ categories: [news, aCategory('Orders', { channels: [...off] })] }))
    const line = await screen.findByRole('group', { name: 'News' })
    expect(line).toHaveTextContent('Muted')
    fireEvent.click(within(line).getByRole('button', { name: 'Unmute' }))
    expect(await isOn('News, Email')).toBe(true)
    expect(within(line).queryByText(/Muted/)).toBeNull()
    const channels = ['inApp', 'email'].map((channel) => ({ channel, enabled: null }))
    await waitFor(() =>
      expect(source.sent).toEqual([{ preference: [{ categoryId: news.category.id, channels }] }]),
    )
  })

  it('ends the muting of a category also where everything else is off', async () => {
    const channels = off.map(({ channel }) => ({ channel, enabled: false, isChosen: true }))
    drawCenter(aPage({ channels, categories: [aCategory('News', { channels })] }))
    fireEvent.click(await screen.findByRole('button', { name: 'Unmute' }))
    expect(await isOn('News, Email')).toBe(true)
  })

  it('takes back what is refused, and says why beside it', async () => {
    const onProblem = vi.fn()
    const source = drawCenter(undefined, { onProblem })
    source.refusing = problem('offline')
    source.hang()
    await press('Orders, Email')
    expect(await isOn('Orders, Email')).toBe(false)
    await act(async () => source.answer())
    expect(await isOn('Orders, Email')).toBe(true)
    const words = await screen.findByRole('alert')
    expect(words).toHaveTextContent('That was not saved. Check your connection and try again.')
    expect(await screen.findByRole('group', { name: 'Orders' })).toContainElement(words)
    expect(onProblem).toHaveBeenCalledOnce()
    source.refusing = null
    await press('Orders, Email')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it.each([
    [problem('token_expired'), 'You are signed out. Sign in again to see your settings.'],
    [problem('origin_refused'), "You don't have access to these settings."],
    [problem('storage_unavailable'), 'That was not saved. The server did not answer. Try again in a moment.'],
  ])('says why, in words for people (%#)', async (reason, words) => {
    const source = drawCenter()
    source.refusing = reason
    await press('Orders, Email')
    expect(await screen.findByRole('alert')).toHaveTextContent(words)
  })

  it('ends in the last state of a switch that is pressed fast', async () => {
    const source = drawCenter()
    source.hang()
    for (let at = 0; at < 5; at++) await press('Orders, SMS')
    expect(await isOn('Orders, SMS')).toBe(false)
    for (const count of [2, 2]) {
      await act(async () => source.answer())
      await waitFor(() => expect(source.sent).toHaveLength(count))
    }
    expect(await isOn('Orders, SMS')).toBe(false)
    expect(source.page.categories[0]?.channels.at(-1)).toMatchObject({ channel: 'sms', enabled: false })
  })

  it('shows what changed elsewhere', async () => {
    const source = drawCenter()
    await theSwitch('Orders, Email')
    act(() => source.changeElsewhere(aPage({ categories: [aCategory('Orders', { channels: [...off] })] })))
    await waitFor(async () => expect(await isOn('Orders, Email')).toBe(false))
  })

  it('says for which tenant it is', async () => {
    drawCenter(aPage({ tenant: { identifier: 'acme', name: 'Acme' } }))
    expect(await screen.findByText('For notifications from Acme')).toBeInTheDocument()
  })

  it('takes texts of the host’s', async () => {
    drawCenter(undefined, { labels: { preferences: 'My settings', email: 'E-mail' } })
    expect(await screen.findByRole('heading', { name: 'My settings' })).toBeInTheDocument()
    expect(await theSwitch('Orders, E-mail')).toBeInTheDocument()
  })

  it('reads once, also in strict mode', async () => {
    const source = fakeSource()
    render(
      <StrictMode>
        <PreferenceCenter source={source} />
      </StrictMode>,
    )
    await theSwitch('Orders, Email')
    expect(source.loads).toBe(1)
  })

  it('uses the host’s QueryClient', async () => {
    const client = new QueryClient()
    const source = fakeSource()
    render(
      <QueryClientProvider client={client}>
        <PreferenceCenter source={source} />
      </QueryClientProvider>,
    )
    await press('Orders, Email')
    expect(client.getQueryData(source.key)).toMatchObject({
      categories: [{ channels: [{}, { channel: 'email', enabled: false }, {}] }, {}, {}],
    })
  })

  it('is there at once when it is drawn again, and read anew', async () => {
    const source = fakeSource()
    const { unmount } = render(<PreferenceCenter source={source} />)
    await theSwitch('Orders, Email')
    unmount()
    render(<PreferenceCenter source={source} />)
    expect(screen.getByRole('switch', { name: 'Orders, Email' })).toBeInTheDocument()
    await waitFor(() => expect(source.loads).toBe(2))
  })
})

describe('preferences that cannot be read', () => {
  it('say why, and are read when it is tried again', async () => {
    const source = fakeSource()
    source.failing = problem('offline')
    const onProblem = vi.fn()
    render(<PreferenceCenter source={source} onProblem={onProblem} />)
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Settings could not be loaded. Check your connection and try again.',
    )
    expect(onProblem).toHaveBeenCalledOnce()
    source.failing = null
    const button = screen.getByRole('button', { name: 'Try again' })
    button.focus()
    fireEvent.click(button)
    expect(await theSwitch('Orders, Email')).toBeInTheDocument()
    expect(screen.queryByRole('alert')).toBeNull()
    expect(document.body).not.toHaveFocus()
  })

  it('do not offer to try again where that cannot help', async () => {
    const source = fakeSource()
    source.failing = problem('token_expired')
    render(<PreferenceCenter source={source} />)
    expect(await screen.findByRole('alert')).toHaveTextContent('You are signed out.')
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('preferences that take their time', () => {
  it('show nothing for 200 ms, then that they are loading', async () => {
    vi.useFakeTimers()
    try {
      const source = fakeSource()
      source.failing = 'loading'
      render(<PreferenceCenter source={source} />)
      await act(() => vi.advanceTimersByTimeAsync(199))
      expect(screen.queryByRole('status')).toBeNull()
      await act(() => vi.advanceTimersByTimeAsync(1))
      expect(screen.getByRole('status')).toHaveTextContent('Loading settings')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('how often', () => {
  const digest = {
    workflow: 'comments',
    name: 'New comments',
    categoryId: null,
    choices: ['0s', '4h', '1d'],
    choice: '4h',
    isChosen: false,
  }

  it('is offered where a workflow lets its users choose', async () => {
    const source = drawCenter(aPage({ digests: [digest] }))
    const select = await screen.findByRole('combobox', { name: 'New comments' })
    expect(select).toHaveDisplayValue('Every 4 hours')
    fireEvent.change(select, { target: { value: '1d' } })
    expect(select).toHaveDisplayValue('Every day')
    await waitFor(() => expect(source.sent).toEqual([{ digests: [{ workflow: 'comments', choice: '1d' }] }]))
  })

  it('goes back when it is refused', async () => {
    const source = drawCenter(aPage({ digests: [digest] }))
    source.refusing = problem('offline')
    const select = await screen.findByRole('combobox', { name: 'New comments' })
    fireEvent.change(select, { target: { value: '0s' } })
    expect(await screen.findByRole('alert')).toHaveTextContent(/^That was not saved/)
    expect(select).toHaveDisplayValue('Every 4 hours')
  })

  it('is not there where none does', async () => {
    drawCenter()
    await theSwitch('Orders, Email')
    expect(screen.queryByRole('group', { name: 'How often' })).toBeNull()
  })
})
