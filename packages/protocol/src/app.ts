import type { ChannelId } from './channels.js'
import type { StatusEventType } from './deliveries.js'

/** Where an app is told what became of its deliveries. */
export interface AppWebhook {
  url: string
  events: StatusEventType[]
  /** Signs what is posted (Standard Webhooks); only in the answer to the change that made it. */
  secret?: string
}

/** Without `secret` one is made, and without `events` it hears of all. */
export interface AppWebhookChange {
  url: string
  secret?: string
  events?: StatusEventType[]
}

/** Answer of `GET /v3/app`. */
export interface AppSettings {
  id: string
  name: string
  apiKey: string
  /** Users prove themselves with a token. */
  secureMode: boolean
  /** Users prove themselves with a signature. */
  hmac: boolean
  /** Shown on the preference screen. */
  channels: ChannelId[]
  hideBranding: boolean
  /** What users read in templates that do not have their language; absent = the templates' own texts. */
  language?: string
  /** From which pages browsers may call, out of those that the server lets in; absent = all of those. */
  origins?: string[]
  /** Absent = none. */
  webhooks?: AppWebhook[]
}

/** Body of `PATCH /v3/app`: only what is named changes. `null` takes a list back. */
export type AppChanges = Partial<Omit<AppSettings, 'id' | 'apiKey' | 'language' | 'origins' | 'webhooks'>> & {
  language?: string | null
  origins?: string[] | null
  /** All of them: what is not named goes, and what is named anew keeps its secret. */
  webhooks?: AppWebhookChange[] | null
}
