export type {
  AppInfo,
  Block,
  Category,
  Counts,
  FieldProblem,
  Filter,
  Notification,
  NotificationId,
  ProblemCode,
} from '@inboxkit/protocol'
export { Problem } from '@inboxkit/protocol'
export type { Account, CategoryName, WebPushOptions } from './account/account.js'
export { createInbox } from './client.js'
export type { Connection, Feed, FeedView, Inbox, InboxOptions, Undoable } from './inbox.js'
export type { Clock } from './platform/clock.js'
export type { Focus } from './platform/focus.js'
export type { Online } from './platform/online.js'
export type { Readable } from './readable.js'
export { type SharedInbox, shareInbox } from './share.js'
export type { SocketFactory, SocketLike, SocketOptions } from './transport/socket.js'
