import type {
  Category,
  CategoryDetails,
  ChannelPreference,
  Device,
  Preference,
  PreferenceChanges,
  PreferencePage,
  PreferencePageChanges,
  Profile,
  QuietHours,
  SettingsEvent,
} from '@inboxkit/protocol'
import type { Undoable } from '../inbox.js'

/** A category, its numeric id, or its identifier. Ids need one request less. */
export type CategoryName = Category | number | string

/** For whose notifications preferences hold: a tenant's identifier. */
export interface TenantChoice {
  tenant?: string | undefined
}

/** Where a preference screen reads and writes: `inbox.account`, or the link in a message. */
export interface PreferenceSource {
  /** What tells it from others in a cache. */
  key: readonly unknown[]
  load(): Promise<PreferencePage>
  change(changes: PreferencePageChanges): Promise<PreferencePage>
  /** Calls back when it changed elsewhere. */
  subscribe?(listener: () => void): () => void
}

/** Where the script of a service worker is, which shows what is pushed. */
export interface WebPushOptions {
  /** Address of the script, on the page's own origin: `/sw.js`. */
  serviceWorker: string | URL
  /** Below which path it works; default = the script's folder. */
  scope?: string
}

/**
 * What a user sets: preferences, profile, devices. Everything here is one request and its answer; nothing is kept, so
 * views keep it themselves and read it anew when `subscribe` says so. Its code is loaded with the first verb.
 *
 * All reject with a `Problem`: `offline`, `timed_out`, `rate_limited` (`retryable`), `closed`, those of identity, and
 * `invalid_request` or `unprocessable` with `fields` that say which value is not allowed.
 */
export interface Account {
  /** What the user chose, by category. A channel that is not listed was never chosen, and is on unless said elsewhere. */
  preferences(): Promise<Preference[]>
  /**
   * Turns channels of up to 100 categories on (`true`) and off (`false`), or forgets what was chosen (`null`); all
   * that are named, or none. Resolves to all preferences.
   * @throws Problem `category_not_found`; `unprocessable` for turning off a required category
   */
  setPreferences(changes: PreferenceChanges['preference']): Promise<Preference[]>
  /** What the user chose for channels as a whole. */
  channelPreferences(): Promise<ChannelPreference[]>
  /** Turns channels as a whole on and off; the others stay. Resolves to all of them. */
  setChannelPreferences(changes: ChannelPreference[]): Promise<ChannelPreference[]>
  /** When the user does not want to be disturbed; who never set it has an empty schedule that is not enabled. */
  quietHours(): Promise<QuietHours>
  /** Writes all of them anew; enabled, and in the profile's time zone, unless said. */
  setQuietHours(hours: Partial<QuietHours> & Pick<QuietHours, 'schedule'>): Promise<QuietHours>
  /**
   * Everything a preference screen shows, in one answer: what takes effect and what of it the user chose.
   * @param options `tenant` = for the notifications of this customer of the app
   * @throws Problem `tenant_not_found`
   */
  preferencePage(options?: TenantChoice): Promise<PreferencePage>
  /**
   * Changes what is named, all of it or nothing. With a tenant it is the choice for that tenant's notifications only,
   * and goes before the choice without one. Resolves to the whole page.
   * @throws Problem `category_not_found`; `unprocessable` for turning off a required category
   */
  changePreferencePage(changes: PreferencePageChanges, options?: TenantChoice): Promise<PreferencePage>
  /** The user's own attributes. */
  profile(): Promise<Profile>
  /** Merges attributes into the profile; the others stay. Resolves to all of it. */
  updateProfile(changes: Profile): Promise<Profile>
  /** The app's, oldest first: also those that are hidden, which say so. */
  categories(): Promise<CategoryDetails[]>
  /** Browsers and phones that the user connected with, the latest first; at most 100. */
  devices(): Promise<Device[]>
  /** Nothing is pushed to it any more. It is there again once it connects. @throws Problem `device_not_found` */
  removeDevice(id: string): Promise<void>
  /**
   * Has messages pushed to this browser. Asks for the permission to show them, so call it in a click. Doing it again
   * is harmless, and takes the browser over when somebody else had signed in here. Does not end with the page, nor
   * with `signOut()`: call `unregisterWebPush` before that.
   * @throws Problem `push_unsupported`, `push_denied`, `push_off`
   */
  registerWebPush(given: ServiceWorkerRegistration | WebPushOptions): Promise<Device>
  /** Nothing is pushed to this browser any more. Without a subscription there is nothing to do. */
  unregisterWebPush(): Promise<void>
  /**
   * Nothing of this category comes any more, over any channel, the inbox included. `undo()` brings back what was
   * chosen before. @throws Problem `category_not_found`; `unprocessable` for a required category
   */
  mute(category: CategoryName): Undoable
  /** Forgets what was turned off about this category. `undo()` turns it off again. */
  unmute(category: CategoryName): Undoable
  /**
   * Calls back when preferences, profile or categories have changed, here or elsewhere: read them anew. Keeps the
   * inbox connected. What changes while there is no connection is not told: read anew when `connection` is `live` again.
   */
  subscribe(listener: (event: SettingsEvent) => void): () => void
}
