import { createInbox, type Inbox } from '@inboxkit/core'
import { createTestServer, type TestServer } from '@inboxkit/testing'
import '@inboxkit/testing/vitest'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Orders } from './Orders.js'

let server: TestServer
let inbox: Inbox

beforeEach(() => {
  server = createTestServer()
  server.deliver('ann', { title: 'Order 1 was paid' })
  server.deliver('ann', { title: 'Order 2 was shipped' })
  inbox = createInbox(server.connect('ann'))
  render(<Orders inbox={inbox} />)
})
afterEach(() => {
  cleanup()
  inbox.close()
  server.close()
})

const rows = () => screen.queryAllByRole('listitem').map((row) => row.getAttribute('aria-label'))

test('shows what is there, and what comes', async () => {
  await screen.findByText('Orders (2)')
  expect(rows()).toEqual(['Order 2 was shipped', 'Order 1 was paid'])
  await vi.waitFor(() => expect(server.sockets('ann')).toHaveLength(1))
  server.deliver('ann', { title: 'Order 3 was cancelled' })
  await screen.findByText('Orders (3)')
  expect(inbox).toShow(['Order 3 was cancelled', 'Order 2 was shipped', 'Order 1 was paid'])
})

test('tells the server what was read and archived', async () => {
  const [read] = await screen.findAllByRole('button', { name: 'Read' })
  if (read) await userEvent.click(read)
  await screen.findByText('Orders (1)')
  await vi.waitFor(() => expect(server).toHaveReceived('batch', { operations: [{ verb: 'read' }] }))
  await userEvent.click(screen.getAllByRole('button', { name: 'Archive' })[0] as HTMLElement)
  await vi.waitFor(() => expect(server.feed('ann')).toShow(['Order 1 was paid']))
  expect(server.feed('ann')).toShow(['Order 2 was shipped'], { state: 'archived' })
})

test('shows why the server refused, and the row again', async () => {
  server.feed('ann').refuse = () => 'Orders of today stay'
  await userEvent.click((await screen.findAllByRole('button', { name: 'Archive' }))[0] as HTMLElement)
  await screen.findByText('Orders of today stay')
  expect(rows()).toEqual(['Order 2 was shipped', 'Order 1 was paid'])
})

test('keeps what its user did without a network', async () => {
  await screen.findByText('Orders (2)')
  await vi.waitFor(() => expect(inbox.connection.get().kind).toBe('live'))
  server.goOffline()
  await screen.findByText('Offline')
  await userEvent.click(screen.getAllByRole('button', { name: 'Read' })[0] as HTMLElement)
  await screen.findByText('Orders (1)')
  expect(server.feed('ann')).toHaveUnread(2)
  server.goOnline()
  await vi.waitFor(() => expect(server.feed('ann')).toHaveUnread(1), { timeout: 5000 })
})

test('shows what is unread by itself', async () => {
  server.feed('ann').actOnAll('readAll')
  await userEvent.click(screen.getByRole('button', { name: 'Unread only' }))
  await screen.findByText('All quiet')
})
