import type {
  Answer,
  AppInfo,
  Counts,
  Filter,
  Notification,
  NotificationId,
  Operation,
  Problem,
} from '@inboxkit/protocol'
import type { Account } from './account/account.js'
import type { Browser } from './platform/browser.js'
import type { Clock } from './platform/clock.js'
import type { Focus } from './platform/focus.js'
import type { Online } from './platform/online.js'
import type { WebSocketClass } from './platform/web-socket.js'
import type { Readable } from './readable.js'

/** Whose inbox, and what of the outside world is to be replaced. */
export interface InboxOptions {
  /** Where the server is: `https://inbox.example.com`. */
  baseUrl: string
  /** The app's key, not its secret. */
  apiKey: string
  /** The app's identifier of the user, 1 to 255 characters. */
  userId: string
  /** A user token, or better what fetches one. Without it the app has to be in open mode. */
  userToken?: string | (() => Promise<string> | string) | undefined
  /** Default: the global one. Every request goes through it. */
  fetch?: typeof fetch
  /** Default: the global one. Node before 22 has none: pass that of the package `ws`, or live without a socket. */
  WebSocket?: WebSocketClass | undefined
  /**
   * Whether the first page and unanswered acts outlive the page, in IndexedDB. `false`: nothing is written, and what
   * was there of this user is deleted. Default: true, where the browser can.
   */
  persist?: boolean
  /** Default: the machine's. */
  clock?: Clock
  /** 0 to 1, for jitter. */
  random?: () => number
  /** Default: what the browser says; always, elsewhere. */
  online?: Online
  /** Default: whether the page is visible; always, elsewhere. */
  focus?: Focus
  /** Default: the browser's locks, channels, databases and local storage; nothing elsewhere. */
  browser?: Browser
}

/** How we stand with the server, and why. Instants are milliseconds since 1970. */
export type Connection =
  /** Nobody listens. */
  | { kind: 'idle' }
  | { kind: 'connecting' }
  /** What happens on the server is told as it happens. */
  | { kind: 'live' }
  /** Websockets do not get through: what has changed is asked for at `retryAt`, again and again. */
  | { kind: 'polling'; reason: Problem; retryAt: number }
  /** Will try again at `retryAt`, or earlier. */
  | { kind: 'waiting'; reason: Problem; retryAt: number }
  /** A wrong key, a refused token: only another identity helps. */
  | { kind: 'refused'; reason: Problem }

/** An act of an earlier page that was taken back. */
export interface UndoneAct {
  reason: Problem
  verb: Operation['verb']
  /** `undefined` = an act on all. */
  id: NotificationId | undefined
}

/** What a list shows. Another object whenever something of it is another. */
export interface FeedView {
  /** A failed feed keeps the rows it had. */
  status: { kind: 'idle' | 'loading' | 'ready' } | { kind: 'failed'; problem: Problem }
  /**
   * In order, without those that wait. Rows that left the filter by the user's own act stay until the feed is
   * left or refreshed.
   */
  ids: readonly NotificationId[]
  /** How many arrivals wait under the pill. */
  waiting: number
  /** Whether there is a next page. */
  hasMore: boolean
  /** How loading the next page goes. */
  more: 'idle' | 'loading' | { problem: Problem }
}

/** One filter's notifications, newest first. Loaded with the first subscriber, released after the last. */
export interface Feed extends Readable<FeedView> {
  readonly filter: Filter
  /**
   * As shown, apart from the rows: a tab can show its number and load nothing. They count what the filter without its
   * `unread` or `read` shows. Up to 999 they are exact; 1,000 = more. The plain feed's are `inbox.counts`, exact
   * always. `null` = not known, or a filter by `data`.
   */
  readonly counts: Readable<Counts | null>
  /** Loads the next page. Never rejects: `more` tells how it went. */
  loadMore(): Promise<void>
  /** Loads the first page anew. Never rejects: `status` tells how it went. */
  refresh(): Promise<void>
  /** While held, arrivals wait instead of entering the list. Letting go lets them in. */
  hold(held: boolean): void
  /** Lets in what waits. */
  showWaiting(): void
}

/** What a verb promises. */
export interface Undoable extends Promise<void> {
  /**
   * Takes the act back: before it was sent without a request, then by its inverse, for the items that it has really
   * changed. The effect shows at once; that of an act on all only when the server has answered, for what was sent.
   * Doing it twice is the same as once. Resolves when the server has answered.
   * Rejects with `refused` after 10 minutes; for an act on all also when another one has followed elsewhere.
   */
  undo(): Promise<void>
}

/**
 * One user's inbox. Verbs show their effect at once. Their promise resolves when the server has answered; it stays
 * pending while the server cannot be reached, and rejects with a Problem when the act is refused and undone.
 */
export interface Inbox {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly userId: string
  /** The same handle for the same filter. */
  feed(filter?: Filter): Feed
  /** As shown: confirmed, and the effect of what is pending. `null` = not known yet. */
  readonly counts: Readable<Counts | null>
  /** Never gives up by itself: `refused` is the only end. */
  readonly connection: Readable<Connection>
  /** As of the last connect. `null` = there was none yet. */
  readonly app: Readable<AppInfo | null>
  /** As shown. `undefined` = gone, or not loaded. */
  item(id: NotificationId): Readable<Notification | undefined>
  /** Whether something its user did to it is unanswered; that it was seen does not count. */
  isPending(id: NotificationId): Readable<boolean>
  /** Read is seen, too. */
  markRead(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Stays seen. */
  markUnread(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Gathered for about a second, as rows scroll by. */
  markSeen(ids: NotificationId | readonly NotificationId[]): Promise<void>
  /** Stays read, if it was. */
  markUnseen(ids: NotificationId | readonly NotificationId[]): Promise<void>
  /** Out of the plain feed; it shows with the filter `archived`. Ends a snooze and a pin. */
  archive(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Back to its old place. */
  unarchive(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Out of sight `until` then, at most a year from now; then it comes back on top, unseen and unread. */
  snooze(ids: NotificationId | readonly NotificationId[], until: Date | string): Undoable
  /** Back to its old place, as it was. */
  unsnooze(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Stands first; at most 5 do, a sixth is refused. */
  pin(ids: NotificationId | readonly NotificationId[]): Undoable
  unpin(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Gone from all feeds. Its content can be restored for 10 minutes. */
  remove(ids: NotificationId | readonly NotificationId[]): Undoable
  /** Undoes `remove`, for 10 minutes; then it rejects with `restore_expired`. */
  restore(ids: NotificationId | readonly NotificationId[]): Undoable
  /**
   * A state of the app's own, such as `accepted`; `null` = none. With an `answer` it is what the answered block says:
   * its `state`, else for a rating the number as text, else the block's `id`. Rejects with `refused` when the
   * notification has another answer already, or the answer does not fit its block.
   */
  setState(id: NotificationId, state: string | null, answer?: Answer): Promise<void>
  /**
   * Everything of a filter that was there when it was called, loaded or not; what arrives meanwhile is left alone.
   * Rejects with `refused` before anything is loaded.
   */
  markAllRead(filter?: Filter): Undoable
  markAllSeen(filter?: Filter): Undoable
  archiveAll(filter?: Filter): Undoable
  removeAll(filter?: Filter): Undoable
  /**
   * Calls back with notifications that have just come, or come back from snoozing: those that arrive while connected,
   * and after a short time without connection those of the last three minutes. Each once in each tab; nothing that a
   * page brings. Keeps the inbox connected.
   */
  onArrival(listener: (arrivals: readonly Notification[]) => void): () => void
  /**
   * Calls back when an act is taken back that an earlier page, or a tab that is gone, has left unanswered: the
   * promise of its verb went with that page. Keeps the inbox connected.
   */
  onUndone(listener: (act: UndoneAct) => void): () => void
  /** What the user sets: preferences, profile, devices, push messages. */
  readonly account: Account
  /** Sends what is unsent once more, forgets this user's data, also what is kept in the browser, and closes. */
  signOut(): Promise<void>
  /** Stops for good. What is unsent is sent once more; what fails then rejects, and is kept for the next page. */
  close(): void
}
