import type { ChannelId } from './channels.js'

/** Any channel but the inbox. */
type OutsideChannel = Exclude<ChannelId, 'inApp'>

/** Answer of `GET /v3/users/{identifier}/channels/{channel}`. Of access tokens only the end is shown. */
export interface ChannelAddresses {
  channel: OutsideChannel
  /** What `PUT` saved; the newest first. */
  addresses: Record<string, unknown>[]
  /** What the profile and devices add. */
  others: { from: 'profile' | 'device'; address: Record<string, unknown> }[]
}

/** `failed` = nobody could carry it: it can be replayed. */
export type DeliveryState = 'pending' | 'sent' | 'skipped' | 'cancelled' | 'failed'

/** One message on its way to one address. */
export interface Delivery {
  id: number
  requestId: string
  workflow: string | null
  /** Its place in the workflow, from 0. */
  step: number
  /** `transient:0` = the first of a send's recipients who are no users. */
  recipient: string
  channel: OutsideChannel
  /** `null` = wherever the provider posts by itself. */
  address: Record<string, unknown> | null
  category: string | null
  tenant: string | null
  state: DeliveryState
  /** `quiet_hours` while it is held; why it was skipped, cancelled or failed. */
  reason: string | null
  /** How often it was tried. */
  tries: number
  /** When it is tried again; `null` = at once, or never. */
  nextAt: string | null
  createdAt: string
  endedAt: string | null
}

export interface DeliveryAttempt {
  at: string
  /** As the configuration calls it. */
  provider: string
  kind: 'sent' | 'retry' | 'refused' | 'gone'
  /** What the provider calls the message. */
  providerId?: string
  /** Of its answer. */
  status?: number
  /** What it said, or what went wrong; at most 500 characters. */
  text?: string
  ms: number
}

/** Answer of `GET /v3/deliveries/{id}`. */
export interface DeliveryDetails extends Delivery {
  attempts: DeliveryAttempt[]
}

export type StatusEventType = 'delivery.sent' | 'delivery.failed' | 'delivery.held'

/** What an app's webhook is posted: Standard Webhooks, `webhook-id` is in its headers. */
export interface StatusEventBody {
  type: StatusEventType
  timestamp: string
  data: {
    deliveryId: number
    requestId: string
    workflow: string | null
    step: number
    recipient: string
    channel: OutsideChannel
    category: string | null
    tenant: string | null
    reason: string | null
    /** Who carried it, or was the last to try. */
    provider: string | null
    providerId: string | null
    /** When it is tried again, for one that is held. */
    nextAt: string | null
  }
}

/** One call of an app's webhook: `GET /v3/app/webhook-events`. */
export interface WebhookEvent {
  id: number
  /** `webhook-id`, the same for every attempt. */
  eventId: string
  url: string
  state: 'pending' | 'sent' | 'failed'
  tries: number
  nextAt: string | null
  /** What the webhook answered last. */
  answer: { status?: number; text?: string } | null
  createdAt: string
  endedAt: string | null
  body: StatusEventBody
}
