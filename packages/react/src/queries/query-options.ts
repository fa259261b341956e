import type { Inbox, TenantChoice } from '@inboxkit/core'
import { type Filter, type Notification, type PreferencePage, Problem } from '@inboxkit/protocol'

/** What `useQuery`, `prefetchQuery` and the like of @tanstack/react-query take. */
export interface QueryOptions<Data> {
  queryKey: readonly unknown[]
  queryFn: (context: { signal: AbortSignal }) => Promise<Data>
  /** What is refused is refused again; the rest is tried three times, as by default. */
  retry: (failures: number, error: Error) => boolean
}

/** A feed at one moment. For one that stays up to date by itself: `useFeed`. */
export interface FeedSnapshot {
  notifications: readonly Notification[]
  /** Whether there is a next page. */
  hasMore: boolean
}

const retry = (failures: number, error: Error): boolean =>
  failures < 3 && !(error instanceof Problem && !error.retryable)

/** The first page of a feed, or what is loaded of it where it is on screen. Rejects with a Problem. */
export const feedQueryOptions = (inbox: Inbox, filter: Filter = {}): QueryOptions<FeedSnapshot> => ({
  queryKey: ['inboxkit', inbox.baseUrl, inbox.userId, 'feed', filter],
  queryFn: ({ signal }) => snapshotOf(inbox, filter, signal),
  retry,
})

/**
 * Everything a preference screen shows: what takes effect, and what of it the user chose. Rejects with a Problem.
 * @param options `tenant` = for the notifications of this customer of the app
 */
export const preferencesQueryOptions = (
  inbox: Inbox,
  options: TenantChoice = {},
): QueryOptions<PreferencePage> => ({
  queryKey: ['inboxkit', inbox.baseUrl, inbox.userId, 'preferences', options],
  queryFn: () => inbox.account.preferencePage(options),
  retry,
})

function snapshotOf(inbox: Inbox, filter: Filter, signal: AbortSignal): Promise<FeedSnapshot> {
  const feed = inbox.feed(filter)
  return new Promise((resolve, reject) => {
    let stop = () => {}
    const look = () => {
      const { status, ids, hasMore } = feed.get()
      if (signal.aborted) reject(signal.reason)
      else if (status.kind === 'failed') reject(status.problem)
      else if (status.kind === 'ready') {
        const known = ids.map((id) => inbox.item(id).get())
        resolve({ notifications: known.filter((one) => one !== undefined), hasMore })
      } else return
      signal.removeEventListener('abort', look)
      stop()
    }
    const hasFailed = feed.get().status.kind === 'failed'
    stop = feed.subscribe(look)
    signal.addEventListener('abort', look)
    if (hasFailed) void feed.refresh().then(look)
    else look()
  })
}
