/** A browser or phone that a user connected with. It belongs to whoever connected with it last. */
export interface Device {
  id: string
  deviceType: string | null
  browserType: string | null
  /** Whether it has a browser push subscription. */
  hasWebPush: boolean
  createdAt: string
  /** When it connected last, give or take a day. */
  lastSeenAt: string
}

/** Body of `POST /v3/devices/{deviceId}/webPushSubscription`: a browser's PushSubscription as JSON. */
export interface WebPushSubscription {
  /** `https` */
  endpoint: string
  expirationTime?: number | null
  /** base64url */
  keys: { p256dh: string; auth: string }
}
