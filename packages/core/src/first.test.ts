import { expect, it } from 'vitest'
import { openInbox } from './testing/open-inbox.js'

it('smoke', async () => {
  const { inbox, pass, feed, network } = openInbox({ notifications: 3 })
  const list = inbox.feed()
  list.subscribe(() => {})
  await pass()
  expect(list.get().ids).toEqual([1003, 1002, 1001])
  expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 3 })
  expect(inbox.connection.get().kind).toBe('live')
  feed.create()
  await pass()
  expect(list.get().ids).toEqual([1004, 1003, 1002, 1001])
  const read = inbox.markRead(1002)
  expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 4 })
  await pass()
  await read
  expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 4 })
  expect(network.requests.map((r) => r.path)).toEqual(['/v3/sdk/connect', '/v3/notifications/batch'])
})
