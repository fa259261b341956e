import { createTestServer, type TestServer } from '@inboxkit/testing'
import { act, render, screen, waitFor } from '@testing-library/react'
import { type ReactElement, StrictMode, Suspense } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Inbox, type InboxProps } from '../inbox/Inbox.js'
import { InboxProvider } from './InboxProvider.js'

let server: TestServer
/** One user for each test: clients of the same identity outlive it by 5 s. */
let user = ''
let users = 0

const App = (props: InboxProps): ReactElement => (
  <InboxProvider baseUrl={server.connect(user).baseUrl} apiKey={server.connect(user).apiKey} userId={user}>
    <Inbox {...props} />
  </InboxProvider>
)
const bell = (name: string | RegExp = 'Notifications, 1 new') =>
  screen.findByRole('button', { name }, { timeout: 10_000 })
const connects = () => server.requests.filter(({ name }) => name === 'connect').length

beforeEach(() => {
  server = createTestServer()
  user = `user-${++users}`
  server.deliver(user, { title: 'Hello' })
  const { fetch, WebSocket } = server.connect(user)
  vi.stubGlobal('fetch', fetch)
  vi.stubGlobal('WebSocket', WebSocket)
})
afterEach(() => {
  server.close()
  vi.unstubAllGlobals()
})

describe('under StrictMode', () => {
  it('two inboxes connect once and open one socket', async () => {
    render(
      <StrictMode>
        <App />
        <App badge="unread" />
      </StrictMode>,
    )
    await waitFor(() =>
      expect(screen.getAllByRole('button', { name: 'Notifications, 1 new' })).toHaveLength(2),
    )
    await waitFor(() => expect(server.sockets(user)).toHaveLength(1))
    expect(connects()).toBe(1)
    act(() => void server.deliver(user, { title: 'Live' }))
    await waitFor(() =>
      expect(screen.getAllByRole('button', { name: 'Notifications, 2 new' })).toHaveLength(2),
    )
  })

  it('an open panel is there once, and has the focus back where it was', async () => {
    render(
      <StrictMode>
        <App layout="page" />
      </StrictMode>,
    )
    expect(await screen.findByRole('article', { name: /Hello/ }, { timeout: 10_000 })).toBeVisible()
    expect(screen.getAllByRole('article')).toHaveLength(1)
  })
})

describe('beside something that suspends', () => {
  /** Suspends until `arrive` is called. */
  function createSlow() {
    let isHere = false
    let arrive = () => {}
    const here = new Promise<void>((resolve) => {
      arrive = () => {
        isHere = true
        resolve()
      }
    })
    const Slow = (): ReactElement => {
      if (!isHere) throw here
      return <p>Here</p>
    }
    return { Slow, arrive: () => act(async () => arrive()) }
  }

  it('asks nobody before it is shown, then once', async () => {
    const { Slow, arrive } = createSlow()
    render(
      <Suspense fallback={<p>Wait</p>}>
        <App />
        <Slow />
      </Suspense>,
    )
    expect(screen.getByText('Wait')).toBeVisible()
    expect(connects()).toBe(0)
    await arrive()
    await bell()
    expect(connects()).toBe(1)
  })

  it('stays the same inbox when its neighbour suspends later', async () => {
    const { Slow, arrive } = createSlow()
    const { rerender } = render(
      <Suspense fallback={<p>Wait</p>}>
        <App />
      </Suspense>,
    )
    await bell()
    rerender(
      <Suspense fallback={<p>Wait</p>}>
        <App />
        <Slow />
      </Suspense>,
    )
    expect(screen.getByText('Wait')).toBeVisible()
    act(() => void server.deliver(user, { title: 'While hidden' }))
    await arrive()
    await bell('Notifications, 2 new')
    expect(connects()).toBe(1)
  })
})

describe('unmounted early', () => {
  it('before the server answered, says nothing and starts nothing', async () => {
    server.setLatency(50)
    const { unmount } = render(<App />)
    await waitFor(() => expect(connects()).toBe(1))
    unmount()
    server.setLatency(0)
    // Whoever mounts next takes over what was begun.
    render(<App />)
    await bell()
    expect(connects()).toBe(1)
  })

  it('while its panel loads, leaves nothing behind', async () => {
    const { unmount } = render(<App defaultOpen />)
    unmount()
    expect(document.body.querySelector('.inbox-root, dialog')).toBeNull()
    render(<App layout="page" />)
    expect(await screen.findByRole('article', { name: /Hello/ }, { timeout: 10_000 })).toBeVisible()
  })
})
