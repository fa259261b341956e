export type {
  Answer,
  AppInfo,
  Block,
  Category,
  CategoryDetails,
  ChannelId,
  ChannelPreference,
  ChannelPreferenceChanges,
  Counts,
  Device,
  FieldProblem,
  Filter,
  Notification,
  NotificationId,
  NotificationReason,
  PageChannel,
  PageDigest,
  Preference,
  PreferenceChanges,
  PreferencePage,
  PreferencePageChanges,
  ProblemBody,
  ProblemCode,
  ProblemFacts,
  ProblemKind,
  Profile,
  QuietDay,
  QuietHours,
  QuietSchedule,
  QuietSpan,
  SettingsEvent,
} from '@inboxkit/protocol'
export { Problem } from '@inboxkit/protocol'
export type {
  Account,
  CategoryName,
  PreferenceSource,
  TenantChoice,
  WebPushOptions,
} from './account/account.js'
export { createInbox } from './client.js'
export type { Connection, Feed, FeedView, Inbox, InboxOptions, Undoable, UndoneAct } from './inbox.js'
export type { Browser, Channel, Locks, Notes } from './platform/browser.js'
export type { Clock } from './platform/clock.js'
export type { Focus } from './platform/focus.js'
export type { Online } from './platform/online.js'
export type { WebSocketClass, WebSocketLike } from './platform/web-socket.js'
export type { Readable } from './readable.js'
export { type SharedInbox, shareInbox } from './share.js'
