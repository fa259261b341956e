import type { ChannelId } from './channels.js'

/** What users have who have not chosen: a category's channel first, then the channel. What is not named is on. */
export interface TenantPreferences {
  /** By the category's identifier. */
  categories?: Record<string, Partial<Record<ChannelId, boolean>>>
  channels?: Partial<Record<ChannelId, boolean>>
}

/** A customer of the app's own, as it is written. */
export interface TenantDefinition {
  name: string
  /** What templates may say of it, at most 65,536 bytes as JSON. */
  properties?: Record<string, unknown>
  preferences?: TenantPreferences
}

export interface Tenant extends Required<TenantDefinition> {
  identifier: string
  createdAt: string
  updatedAt: string
}
