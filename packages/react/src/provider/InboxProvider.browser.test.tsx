import type { ConnectAnswer } from '@inboxkit/protocol'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { type ReactElement, StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useUnseenCount } from '../hooks/use-counts.js'
import { Inbox } from '../inbox/Inbox.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { useInbox } from './context.js'
import { InboxProvider } from './InboxProvider.js'
import '../styles.css'

const sockets = { opened: 0, open: 0 }
/** Opens at no time, but counts. */
class CountingSocket {
  constructor() {
    sockets.opened++
    sockets.open++
  }
  addEventListener(): void {}
  removeEventListener(): void {}
  close(): void {
    sockets.open--
  }
}

const counts = { unseen: 3, unread: 5, total: 9 }
const answer: ConnectAnswer = {
  unreadCount: 3,
  app: {
    id: 'app',
    name: 'Shop',
    enableWebPush: false,
    publicKey: '',
    hideBranding: false,
    channels: [],
    categories: [],
  },
  feed: {
    epoch: 'e',
    seq: 1,
    counts,
    marks: { seenAll: 0, seenAllAt: null, readAll: 0, readAllAt: null, cleared: 0, operationId: null },
    data: [],
    nextCursor: null,
    unreadCount: 3,
    pagination: { totalCount: 9 },
  },
}
const connects = vi.fn()
const App = ({ userId = 'ann' }: { userId?: string }): ReactElement => (
  <StrictMode>
    <InboxProvider baseUrl="http://inbox.test" apiKey="key" userId={userId}>
      <Inbox />
      <Inbox />
    </InboxProvider>
  </StrictMode>
)
const bells = (name: string) => screen.findAllByRole('button', { name })

beforeEach(() => {
  sockets.opened = 0
  sockets.open = 0
  connects.mockReset()
  vi.stubGlobal('WebSocket', CountingSocket)
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    connects(url, JSON.parse(init.body as string))
    return Promise.resolve(Response.json(answer))
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('InboxProvider', () => {
  it('connects once and opens one socket under StrictMode, for two inboxes, and closes 5 s after the last', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const { unmount } = render(<App />)
    expect(await bells('Notifications, 3 new')).toHaveLength(2)
    await waitFor(() => expect(sockets.opened).toBe(1))
    expect(connects).toHaveBeenCalledExactlyOnceWith(
      'http://inbox.test/v3/sdk/connect',
      expect.objectContaining({ apiKey: 'key', userId: 'ann', feed: expect.objectContaining({ limit: 25 }) }),
    )
    unmount()
    await act(() => vi.advanceTimersByTimeAsync(4000))
    expect(sockets.open).toBe(1)
    await act(() => vi.advanceTimersByTimeAsync(1500))
    expect(sockets.open).toBe(0)
  })

  it('keeps its client through a remount within 5 s', async () => {
    const { unmount } = render(<App userId="bob" />)
    await bells('Notifications, 3 new')
    unmount()
    render(<App userId="bob" />)
    await bells('Notifications, 3 new')
    expect(connects).toHaveBeenCalledOnce()
  })

  it('opens another user’s inbox when the user changes', async () => {
    const { rerender } = render(<App userId="carl" />)
    await bells('Notifications, 3 new')
    rerender(<App userId="dora" />)
    await waitFor(() =>
      expect(connects).toHaveBeenLastCalledWith(
        expect.anything(),
        expect.objectContaining({ userId: 'dora' }),
      ),
    )
    expect(connects).toHaveBeenCalledTimes(2)
  })

  it('uses the client it is given and leaves closing to its maker', () => {
    const inbox = fakeInbox()
    const { unmount } = render(
      <InboxProvider client={inbox}>
        <Show />
      </InboxProvider>,
    )
    expect(screen.getByText('fake')).toBeTruthy()
    unmount()
    expect(inbox.calls).toEqual([])
    expect(inbox.subscribers()).toBe(0)
  })
})

function Show(): ReactElement {
  useUnseenCount()
  return <p>{useInbox().baseUrl.replace('http://', '')}</p>
}
