import { describe, it, expect as vitestExpect } from 'vitest'
import { createClock } from '../clock.js'
import { createTestServer } from '../server/test-server.js'
import '../vitest.js'

const expect = vitestExpect

const openServer = async () => {
  const server = createTestServer({ clock: createClock() })
  server.deliver('ann', { title: 'Paid', category: 'bills' })
  server.deliver('ann', { title: 'Shipped' })
  const { fetch, baseUrl, apiKey } = server.connect('ann')
  await fetch(`${baseUrl}/v3/sdk/connect`, {
    method: 'POST',
    body: JSON.stringify({ apiKey, userId: 'ann' }),
  })
  return server
}

const readable = <T>(value: T) => ({ get: () => value })

describe('matchers', () => {
  it('look at the counts of an inbox, a feed, or the server’s feed', async () => {
    const server = await openServer()
    const inbox = { counts: readable({ unseen: 1, unread: 2, total: 3 }) }
    expect(inbox).toHaveUnread(2)
    expect(inbox).toHaveUnseen(1)
    expect(inbox).not.toHaveUnread(1)
    expect(server.feed('ann')).toHaveUnseen(2)
    expect(() => expect(inbox).toHaveUnread(4)).toThrow(
      'Expected 4 unread, and there are {"unseen":1,"unread":2,"total":3}',
    )
    expect(() => expect(inbox).not.toHaveUnread(2)).toThrow('Expected other than 2 unread')
    expect(() => expect({ counts: readable(null) }).toHaveUnread(0)).toThrow('nothing is known yet')
  })

  it('look at what is shown, in order', async () => {
    const server = await openServer()
    const feed = server.feed('ann')
    expect(feed).toShow(['Shipped', 'Paid'])
    expect(feed).toShow(['Paid'], { category: 'bills' })
    expect(feed).not.toShow(['Paid', 'Shipped'])
    const inbox = {
      feed: () => readable({ ids: [1001, 7], status: { kind: 'loading' } }),
      item: (id: number) => readable(feed.find(id)),
    }
    expect(inbox).toShow(['Paid', '(7 is gone)'])
    expect(() => expect(inbox).toShow(['Other'])).toThrow(
      'Expected to be shown:\n  Other\nbut there is:\n  Paid\n  (7 is gone)\nThe feed is loading',
    )
    expect(() => expect(feed).toShow([])).toThrow('Expected to be shown: nothing')
  })

  it('look at what the server was asked', async () => {
    const server = await openServer()
    expect(server).toHaveReceived('connect')
    expect(server).toHaveReceived('connect', { userId: expect.stringContaining('an') })
    expect(server).not.toHaveReceived('batch')
    expect(() => expect(server).toHaveReceived('batch')).toThrow(
      'Expected a request "batch", but what came is: connect',
    )
    expect(() => expect(server).toHaveReceived('connect', { userId: 'bob' })).toThrow(
      /^Expected a request "connect" with {"userId":"bob"}, but by that name came:\n {2}{"apiKey"/,
    )
  })

  it('find a list’s entries wherever they stand', async () => {
    const server = await openServer()
    const { fetch, baseUrl, apiKey } = server.connect('ann')
    const body = { operations: [{ verb: 'read' }, { verb: 'archive', id: 7 }] }
    const headers = { 'x-engagespot-api-key': apiKey, 'x-engagespot-user-id': 'ann' }
    await fetch(`${baseUrl}/v3/notifications/batch`, { method: 'POST', headers, body: JSON.stringify(body) })
    expect(server).toHaveReceived('batch', { operations: [{ verb: 'archive' }] })
    expect(server).not.toHaveReceived('batch', { operations: [{ verb: 'pin' }] })
  })

  it('complain of what they were not made for, also behind a not', () => {
    expect(() => expect(1).not.toHaveUnread(1)).toThrow(TypeError)
    expect(() => expect({}).not.toShow([])).toThrow('toShow wants an inbox, or a feed of the test server')
    expect(() => expect({}).not.toHaveReceived('batch')).toThrow('wants a test server')
  })

  it('are given to jest’s own expect by its module', async () => {
    let given: object = {}
    Object.assign(globalThis, { expect: { extend: (more: object) => (given = more) } })
    await import('../jest.js')
    expect(Object.keys(given)).toEqual(['toHaveUnread', 'toHaveUnseen', 'toShow', 'toHaveReceived'])
  })
})
