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

export interface AppInfo {
  id: string
  name: string
  enableWebPush: boolean
  publicKey: string
  hideBranding: boolean
  channels: string[]
  categories: Category[]
}

export interface ConnectAnswer {
  unreadCount: number
  app: AppInfo
  feed?: FeedPage
}
