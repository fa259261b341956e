import { createInbox } from '@inboxkit/core'
import { createClock, createTestServer } from '@inboxkit/testing'
import '@inboxkit/testing/vitest'
import { expect, test, vi } from 'vitest'

/** The same server and inbox on a clock that stands still until a test moves it. */
const open = async () => {
  const clock = createClock()
  const server = createTestServer({ clock })
  const { id } = server.deliver('ann', { title: 'Order 77 shipped', category: 'orders' })
  const { network, ...device } = server.connect('ann')
  const inbox = createInbox({ ...device, random: () => 0.5 })
  inbox.feed().subscribe(() => {})
  // The code of the socket is loaded on demand, which no clock moves.
  await vi.waitFor(() => expect(inbox.connection.get().kind).toBe('live'))
  return { clock, server, network, inbox, id }
}

test('an order that was shipped is read', async () => {
  const { server, inbox, id } = await open()
  expect(inbox).toShow(['Order 77 shipped'])
  expect(inbox).toHaveUnseen(1)
  await inbox.markRead(id)
  expect(server).toHaveReceived('batch', { operations: [{ verb: 'read', id }] })
  expect(server.feed('ann')).toHaveUnread(0)
  inbox.close()
})

test('an act whose answer is lost takes effect once', async () => {
  const { clock, server, network, inbox, id } = await open()
  network.isInstant = false
  const read = inbox.markRead(id)
  await clock.advance(0)
  network.calls[0]?.arrive()
  network.calls[0]?.lose()
  network.isInstant = true
  await clock.advance(1000)
  await read
  expect(server.requests.filter(({ name }) => name === 'batch')).toHaveLength(2)
  expect(server.feed('ann').head()).toMatchObject({ seq: 2, counts: { unread: 0 } })
  inbox.close()
})

test('what is snoozed for an hour is back after it, on top', async () => {
  const { clock, server, inbox, id } = await open()
  server.deliver('ann', { title: 'Order 78 paid' })
  await clock.advance(0)
  await inbox.snooze(id, new Date(clock.now() + 3_600_000))
  expect(inbox).toShow(['Order 78 paid'])
  await clock.advance(3_600_000)
  expect(inbox).toShow(['Order 77 shipped', 'Order 78 paid'])
  inbox.close()
})
