import { createClock, createTestFeed, createTestNetwork } from '@inboxkit/testing'
import { describe, expect, it, vi } from 'vitest'
import type { InboxOptions } from './inbox.js'
import { shareInbox } from './share.js'
import { aToken } from './testing/token.js'

let apps = 0

/** An app of its own each time: shares outlive a test. */
const setUp = () => {
  const clock = createClock()
  const feed = createTestFeed(clock)
  const network = createTestNetwork(feed)
  const options: InboxOptions = {
    baseUrl: 'https://inbox.test',
    apiKey: `key-${++apps}`,
    userId: 'ann',
    clock,
    fetch: network.fetch,
    WebSocket: network.WebSocket,
  }
  return { clock, network, options }
}

describe('a shared inbox', () => {
  it('is one per identity', () => {
    const { options } = setUp()
    const shares = [options, { ...options }, { ...options, userId: 'bob' }].map(shareInbox)
    expect(shares[0]?.inbox).toBe(shares[1]?.inbox)
    expect(shares[0]?.inbox).not.toBe(shares[2]?.inbox)
    for (const { release } of shares) release()
  })

  it('is closed 5 s after the last share was given back, and then made anew', async () => {
    const { clock, network, options } = setUp()
    const [first, second] = [shareInbox(options), shareInbox(options)]
    first.inbox.counts.subscribe(() => {})
    await clock.advance(0)
    await vi.waitFor(() => expect(network.wires).toHaveLength(1))
    first.release()
    first.release()
    await clock.advance(60_000)
    expect(network.wires).toHaveLength(1)
    second.release()
    await clock.advance(4900)
    const third = shareInbox(options)
    expect(third.inbox).toBe(first.inbox)
    third.release()
    await clock.advance(5000)
    expect(network.wires).toHaveLength(0)
    const fourth = shareInbox(options)
    expect(fourth.inbox).not.toBe(first.inbox)
    fourth.release()
    await clock.advance(5000)
  })

  it('asks the latest of its users for a token', async () => {
    const { clock, network, options } = setUp()
    const [old, fresh] = [aToken({ jti: 'old' }), aToken({ jti: 'new' })]
    const first = shareInbox({ ...options, userToken: () => old })
    const second = shareInbox({ ...options, userToken: () => fresh })
    expect(first.inbox).toBe(second.inbox)
    first.inbox.counts.subscribe(() => {})
    await clock.advance(0)
    await vi.waitFor(() => expect(network.wires).toHaveLength(1))
    expect(network.wires[0]?.auth.token).toBe(fresh)
    first.release()
    second.release()
    await clock.advance(5000)
  })
})
