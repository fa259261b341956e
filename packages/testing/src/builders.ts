import type { Category, FeedHead, Notification } from '@inboxkit/protocol'
import { noMarks } from './feed/state.js'

/** A notification that is neither seen nor read; place and last change are where its id says unless given. */
export const aNotification = ({
  id = 1,
  seq = id,
  sort = id,
  ...rest
}: Partial<Notification> = {}): Notification => ({
  id,
  seq,
  sort,
  title: `Notification ${id}`,
  message: null,
  icon: null,
  url: null,
  data: null,
  category: null,
  blocks: [],
  createdAt: '2030-01-01T00:00:00.000Z',
  seenAt: null,
  readAt: null,
  clickedAt: null,
  state: null,
  ...rest,
})

export const aCategory = (category: Partial<Category> = {}): Category => ({
  id: 1,
  identifier: 'orders',
  name: 'Orders',
  ...category,
})

/** Where a feed of three unseen notifications stands. */
export const aHead = (head: Partial<FeedHead> = {}): FeedHead => ({
  epoch: 'e',
  seq: 10,
  counts: { unseen: 3, unread: 3, total: 3 },
  marks: noMarks,
  ...head,
})
