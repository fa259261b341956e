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

/** What one user chose for a channel, whatever the category. */
export interface ChannelPreference {
  channel: ChannelId
  enabled: boolean
}

/** Body of `PATCH /v3/preferences/channels`: only the channels that are named change. */
export interface ChannelPreferenceChanges {
  channels: { channel: ChannelId; enabled: boolean | 0 | 1 }[]
}

export type QuietDay = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** A span of local time, `HH:MM` from 00:00 to 24:00. One that ends no later than it begins ends on the next day. */
export interface QuietSpan {
  from: string
  to: string
}

/** By the day on which a span begins. */
export type QuietSchedule = Partial<Record<QuietDay, QuietSpan[]>>

/** When a user does not want to be disturbed: everything but the inbox and required categories waits until it is over. */
export interface QuietHours {
  /** An IANA name such as `Europe/Berlin`; `null` = the profile's `timeZone`, or UTC. */
  timeZone: string | null
  schedule: QuietSchedule
  enabled: boolean
}
