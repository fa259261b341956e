import type { Change, Flags, Notification } from '@inboxkit/protocol'
import type { Told } from '../types.js'

export const aNotification = (given: Partial<Notification> = {}): Notification => ({
  id: 5012,
  seq: 8,
  sort: 8,
  title: 'Order 77 shipped',
  message: 'Arrives Friday',
  icon: null,
  url: 'https://shop.test/o/77',
  data: { orderId: 77 },
  category: { id: 3, identifier: 'orders', name: 'Orders' },
  blocks: [],
  createdAt: '2030-01-02T03:04:05.000Z',
  seenAt: null,
  readAt: null,
  clickedAt: null,
  state: null,
  ...given,
})

export const aChange = (
  item: Notification | null,
  was: Partial<Flags> | null = null,
  id: number = item?.id ?? 5012,
): Change => ({
  id,
  seq: item?.seq ?? 8,
  item,
  was: was && { seen: false, read: false, archived: false, snoozed: false, category: null, ...was },
  operationId: null,
})

export const aTold = (given: Partial<Told> = {}): Told => ({
  epoch: 'epoch-1',
  from: 7,
  seq: 8,
  counts: { unseen: 4, unread: 5, total: 6 },
  marks: { seenAll: 0, seenAllAt: null, readAll: 0, readAllAt: null, cleared: 0, operationId: null },
  changes: [],
  ...given,
})
