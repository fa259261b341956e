import type { ChannelId } from './channels.js'

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
  /** From which pages browsers may call, out of those that the server lets in; absent = all of those. */
  origins?: string[]
}

/** Body of `PATCH /v3/app`: only what is named changes. `origins: null` takes the list back. */
export type AppChanges = Partial<Omit<AppSettings, 'id' | 'apiKey' | 'origins'>> & {
  origins?: string[] | null
}
