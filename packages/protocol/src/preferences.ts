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
    /** `null` = as if it was never chosen. */
    channels: { channel: ChannelId; enabled: boolean | 0 | 1 | null }[]
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

/** On which a span of quiet hours begins. */
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

/** What a user gets over a channel, and whether the user said so or it is so without. */
export interface PageChannel extends ChannelPreference {
  isChosen: boolean
}

/** How often a user wants what a workflow collects, where the workflow lets them choose. */
export interface PageDigest {
  /** The workflow's identifier and name. */
  workflow: string
  name: string
  /** The workflow's category. */
  categoryId: number | null
  /** Durations as workflows write them, shortest first: `0s` = each at once, `1h`, `1d`. At least two. */
  choices: string[]
  /** What takes effect; one of `choices`. */
  choice: string
  /** Whether the user said so; else it is the workflow's own. */
  isChosen: boolean
}

/** Answer of `/v3/preferences/page`, and of `/v3/preference-page` for somebody who came by a link in a message. */
export interface PreferencePage {
  app: { name: string }
  /** For whose notifications this holds; `null` = for all that have none, and where nothing else is said. */
  tenant: { identifier: string; name: string } | null
  /** What the message was about. */
  about: Category | null
  /** Those that the app shows, oldest first, at most 200. */
  categories: {
    category: Category
    /** For people: what it is about. */
    description: string | null
    /** It cannot be turned off. */
    isRequired: boolean
    channels: PageChannel[]
  }[]
  /** The same channels as a whole. */
  channels: PageChannel[]
  digests: PageDigest[]
  quietHours: QuietHours
}

/** Body of `PATCH` on the same paths: what is named changes, all of it or nothing. */
export interface PreferencePageChanges extends Partial<PreferenceChanges>, Partial<ChannelPreferenceChanges> {
  /** `null` = as if it was never chosen. */
  digests?: { workflow: string; choice: string | null }[]
  quietHours?: Partial<QuietHours> & Pick<QuietHours, 'schedule'>
}

/** Answer of `/v3/unsubscribe`. */
export interface Unsubscription {
  /** For people: what a POST does, or has done. */
  message: string
  app: { name: string }
  /** `null` = e-mail as a whole. */
  category: Category | null
  channel: 'email'
  /** Whether e-mail of it goes out. */
  enabled: boolean
}
