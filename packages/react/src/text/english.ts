import type { bellEnglish } from './bell-english.js'
import type { blocksEnglish } from './blocks-english.js'
import type { LaterKey } from './later-english.js'
import type { PreferencesKey } from './preferences-english.js'
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
  openPage: 'Open as a page',
  settings: 'Settings',
  arrivals: { one: '{count} new notification', other: '{count} new notifications' },
  read: 'Read',
  archived: 'Archived',
  snoozed: 'Snoozed',
  because: 'because you follow {name}',
  everyone: 'sent to everyone',
  pinned: 'Pinned',
  expired: 'Expired',
  pending: 'Not saved yet',
  waiting: '{count} new',
  loading: 'Loading notifications',
  emptyTitle: "You're all caught up",
  emptyText: 'New notifications appear here.',
  emptyUnreadText: 'Everything here has been read.',
  emptyArchivedTitle: 'Nothing archived',
  emptyArchivedText: 'What you archive is kept here.',
  emptySnoozedTitle: 'Nothing snoozed',
  emptySnoozedText: 'What you snooze waits here until its time.',
  emptyOtherTitle: 'Nothing here',
  emptyCategoryTitle: 'Nothing in {name}',
  emptyCategoryText: 'You are looking at one category only.',
  showAll: 'Show all',
  failed: 'Notifications could not be loaded. {reason}',
  failedMore: 'Older notifications could not be loaded.',
  refused: 'That was not saved. {reason}',
  signedOut: 'You are signed out. Sign in again to see your notifications.',
  signIn: 'Sign in',
  noAccess: "You don't have access to these notifications.",
  tryAgain: 'Try again',
  offline: "You're offline. This list updates when you're back.",
  reconnecting: 'Connection lost. Trying to reconnect.',
  reasonOffline: 'Check your connection and try again.',
  reasonServer: 'The server did not answer. Try again in a moment.',
  reasonGone: 'It no longer exists.',
} as const

/** What is said from the start. */
export type PanelKey = keyof typeof english
export type LabelKey =
  | PanelKey
  | keyof typeof bellEnglish
  | LaterKey
  | keyof typeof blocksEnglish
  | PreferencesKey

/** Every text of the inbox. English is built in; what a host gives replaces it key by key. */
export type Labels = Record<LabelKey, Message>
