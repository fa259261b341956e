import type { Filter } from '@inboxkit/protocol'
import type { Engine } from './engine.js'
import { createFeedState, type FeedState } from './feed/feed-state.js'
import type { FeedStore } from './feed/feed-store.js'
import { cleaned, keyOf } from './feed/filters.js'
import type { Feed } from './inbox.js'
import { memoized } from './memoized.js'
import type { Clock } from './platform/clock.js'
import type { Readable } from './readable.js'
import { lingerMs } from './retain.js'

interface FeedsOptions {
  store: FeedStore
  clock: Clock
  retain: <T>(value: Readable<T>) => Readable<T>
  /** Once it is loaded. */
  engine(): Engine | undefined
  withEngine<T>(run: (one: Engine) => Promise<T>): Promise<T>
}

/** Makes feeds: a state that the store knows, and a handle on it for whoever shows it. The same for the same filter. */
export const createFeeds = ({
  store,
  clock,
  retain,
  engine,
  withEngine,
}: FeedsOptions): ((filter: Filter) => [FeedState, Feed]) => {
  const feeds = new Map<string, [FeedState, Feed]>()

  const ensure = (feed: FeedState): void => {
    const one = engine()
    if (one) one.ensure(true)
    // After the connect it stays idle, which is how the engine, once it is there, knows what to load.
    else if (feed.status().kind === 'idle' && !store.head()) feed.set({ status: { kind: 'loading' } })
  }

  const make = (filter: Filter): [FeedState, Feed] => {
    const feed = createFeedState(filter, (one) => store.touch(one))
    const { get, subscribe } = retain(feed)
    store.feeds.add(feed)
    const release = (): void => {
      // The plain feed is kept up to date for the next time.
      if (!feed.isWatched() && Object.keys(filter).length > 0) feed.clear()
    }
    const tally = store.tallies.of(filter)
    const handle: Feed = {
      filter,
      counts: retain({
        get: tally.get,
        subscribe(listener) {
          const stop = tally.subscribe(listener)
          engine()?.ensure()
          return stop
        },
      }),
      get,
      subscribe(listener) {
        const isFirst = !feed.isWatched()
        const stop = subscribe(listener)
        if (isFirst) ensure(feed)
        return () => {
          stop()
          if (feed.isWatched()) return
          queueMicrotask(() => feed.isWatched() || store.commit(() => feed.leave(store.items)))
          clock.setTimeout(release, lingerMs)
        }
      },
      loadMore: () => withEngine((one) => one.load(feed, true)),
      async refresh() {
        if (store.head()) return withEngine((one) => one.load(feed, false))
        ensure(feed)
        engine()?.nudge()
      },
      hold: feed.hold,
      showWaiting: feed.showWaiting,
    }
    return [feed, handle]
  }

  return (given) => {
    const filter = cleaned(given)
    return memoized(feeds, keyOf(filter), () => make(filter))
  }
}
