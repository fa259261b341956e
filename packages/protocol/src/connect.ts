import type { FeedPage, Filter } from './feed.js'
import type { Category } from './notification.js'

/**
 * Body of `POST /v3/sdk/connect`. With `Content-Type: text/plain` it may carry its credentials too,
 * which spares the browser a CORS preflight.
 */
export interface ConnectRequest {
  deviceType?: 'browser' | 'android' | 'ios' | 'react-native'
  browserType?: string
  /** Ask for the first page as well. `limit` 1 to 100. */
  feed?: { limit?: number; filter?: Filter }
  apiKey?: string
  userId?: string
  userToken?: string
  userSignature?: string
  deviceId?: string
}

/** What front ends know of the app. */
export interface AppInfo {
  id: string
  name: string
  /** Whether messages can be pushed to browsers. */
  enableWebPush: boolean
  /** VAPID key to subscribe with, base64url; empty without web push. */
  publicKey: string
  hideBranding: boolean
  /** Those that a preference screen shows. */
  channels: string[]
  /** Those that are not hidden in the inbox, oldest first, at most 100. */
  categories: Category[]
}

export interface ConnectAnswer {
  unreadCount: number
  app: AppInfo
  feed?: FeedPage
}
