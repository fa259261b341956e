import type { ChannelId } from './channels.js'
import type { Category } from './notification.js'

/** What one user chose about one category. A channel that is not listed was never chosen, and is on. */
export interface Preference {
  category: Category
  channelPreferences: { channel: ChannelId; enabled: boolean }[]
}

/**
 * Body of `PATCH /v3/preferences`: only the pairs of category and channel that are named change, all of them or none.
 * Of two that speak of the same pair, the later one counts.
 */
export interface PreferenceChanges {
  preference: {
    /** Also as text. */
    categoryId: number | string
    channels: { channel: ChannelId; enabled: boolean | 0 | 1 }[]
  }[]
}
