import type { bellEnglish } from './bell-english.js'
import type { Message } from './say.js'

/** What the panel says. The bell has a file of its own, so that a page that never opens it does not load this one. */
export const english = {
  title: 'Notifications',
  close: 'Close',
  all: 'All',
  unread: 'Unread',
  tabs: 'Show',
  unreadItem: 'Unread',
  markAllRead: 'Mark all as read',
  markRead: 'Mark as read',
  markUnread: 'Mark as unread',
  remove: 'Delete',
  archive: 'Archive',
  unarchive: 'Move to inbox',
  snooze: 'Snooze',
  unsnooze: 'Unsnooze',
  pin: 'Pin',
  unpin: 'Unpin',
  mute: 'Mute {name}',
  select: 'Select',
  undo: 'Undo',
  read: 'Read',
  archived: 'Archived',
  snoozed: 'Snoozed',
  saidRead: { one: 'Marked as read', other: '{count} marked as read' },
  saidUnread: { one: 'Marked as unread', other: '{count} marked as unread' },
  saidAllRead: { one: '{count} marked as read', other: '{count} marked as read' },
  saidRemoved: { one: 'Deleted', other: '{count} deleted' },
  saidArchived: { one: 'Archived', other: '{count} archived' },
  saidUnarchived: { one: 'Moved to the inbox', other: '{count} moved to the inbox' },
  saidSnoozed: { one: 'Snoozed', other: '{count} snoozed' },
  saidUnsnoozed: { one: 'Back in the inbox', other: '{count} back in the inbox' },
  saidMuted: 'Muted',
  more: 'More actions',
  pending: 'Not saved yet',
  waiting: { one: '{count} new', other: '{count} new' },
  loading: 'Loading notifications',
  emptyTitle: "You're all caught up",
  emptyText: 'New notifications appear here.',
  emptyUnreadText: 'Everything here has been read.',
  failed: 'Notifications could not be loaded. {reason}',
  failedMore: 'Older notifications could not be loaded.',
  refused: 'That was not saved. {reason}',
  signedOut: 'You are signed out. Sign in again to see your notifications.',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
  offline: "You're offline. This list updates when you're back.",
  reconnecting: 'Connection lost. Trying to reconnect.',
  reasonOffline: 'Check your connection and try again.',
  reasonServer: 'The server did not answer. Try again in a moment.',
} as const

export type LabelKey = keyof typeof english | keyof typeof bellEnglish

/** Every text of the inbox. English is built in; what a host gives replaces it key by key. */
export type Labels = Record<LabelKey, Message>
