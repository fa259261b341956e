import { createInstance } from '@engagespot/core'
import { createStore, type StoreOptions } from '@engagespot/store'

const eventNames = [
  'notificationReceive',
  'notificationDelete',
  'notificationRead',
  'notificationSeen',
  'notificationReadAll',
  'notificationDeleteAll',
  'notificationStateChange',
] as const

type EventName = (typeof eventNames)[number]
type Events = Pick<ReturnType<typeof createInstance>['events'], EventName>

/** An event of the client: its name, and what its subscribers get. */
export type Heard = readonly [event: EventName, payload: unknown]

const listen = (events: Events): Heard[] => {
  const heard: Heard[] = []
  for (const name of eventNames) events[name].subscribe((payload: unknown) => heard.push([name, payload]))
  return heard
}

/** What the store shows at a moment. */
export interface Snapshot {
  notifications: readonly { id: number; title: string; [field: string]: unknown }[]
  unreadCount: number
  hasMore: boolean
  preferences: { categories?: { id?: number; [field: string]: unknown }[] }
  channels: string[] | undefined
  hideBranding: boolean
  error: unknown
}

type Store = ReturnType<typeof createStore>

interface CorePage {
  client: ReturnType<typeof createInstance>
  heard: readonly Heard[]
}

interface StorePage {
  store: Store
  feed: Pick<Store['notificationFeed'], 'stores' | 'actions'>
  heard: readonly Heard[]
  snapshot: () => Snapshot
}

const openCore = (options: StoreOptions): CorePage => {
  const client = createInstance(options)
  return { client, heard: listen(client.events) }
}

/** With somebody who looks at every part of it: nothing is fetched before. */
const openStore = (options: StoreOptions, category?: string): StorePage => {
  const store = createStore(options)
  const feed =
    category === undefined
      ? store.notificationFeed
      : store.notificationFeed.createFeedService({ category, key: category })
  const { $notifications, $unreadCount, $loading, $hasMore } = feed.stores
  const { $preferences, $computedPreferences, $channels } = store.preferences.stores
  const watched = [
    $notifications,
    $unreadCount,
    $loading,
    $hasMore,
    $preferences,
    $computedPreferences,
    $channels,
  ]
  for (const one of [...watched, store.connect.stores.$hideBranding, store.connect.stores.$connectFetcher])
    one.listen(() => undefined)
  return {
    store,
    feed,
    heard: listen(store.instance.events),
    snapshot: (): Snapshot => ({
      notifications: $notifications.get(),
      unreadCount: $unreadCount.get(),
      hasMore: $hasMore.get(),
      preferences: $preferences.get(),
      channels: $channels.get(),
      hideBranding: store.connect.stores.$hideBranding.get(),
      error: store.connect.stores.$errors.get(),
    }),
  }
}

const vendor = { openCore, openStore }

declare global {
  interface Window {
    vendor: typeof vendor
  }
}

window.vendor = vendor
