import type { InboxkitOptions } from '../options.js'

/** What `EngagespotClient` of @engagespot/node 1.7.0 takes, and the options of `Inboxkit`. */
export interface EngagespotClientOptions
  extends Pick<InboxkitOptions, 'baseUrls' | 'timeoutMs' | 'retries' | 'fetch'> {
  /** The inboxkit server's address, with or without `/v3`. Default: the environment variable `INBOXKIT_BASE_URL`. */
  baseUrl?: string | undefined
  apiKey: string
  apiSecret: string
  /**
   * The private key of user tokens, PEM: RSA, or EC on the curve P-256. Default: the environment variable
   * `ENGAGESPOT_PRIVATE_SIGNING_KEY`.
   */
  signingKey?: string | undefined
  /** Picks among `baseUrls`; where there are none, it makes no difference, and `baseUrl` wins over it. */
  dataRegion?: string | undefined
}

/** `channels` by the vendor's ids, such as `inApp` or `email`. */
export interface EngagespotSendParams {
  notification: {
    templateId?: number
    templateIdentifier?: string
    title?: string
    message?: string
    url?: string
    icon?: string
    category?: string
    data?: Record<string, unknown>
    content?: Record<string, unknown>
    workflow?: { identifier: string; cancellationKey?: string }
    [key: string]: unknown
  }
  /** Older name of `sendTo.recipients`. */
  recipients?: string[]
  sendTo?: {
    topics?: string[]
    recipients?: (string | { identifier: string; [attribute: string]: unknown })[]
    [key: string]: unknown
  }
  category?: string
  override?: { channels?: string[]; channel?: Record<string, unknown>; [provider: string]: unknown }
  data?: Record<string, unknown>
  /** ISO 8601. */
  sendAt?: string
}

export interface EngagespotUserProfile {
  email?: string
  phoneNumber?: string
  [attribute: string]: unknown
}

export interface EngagespotTopicUser {
  identifier: string
  channels: string[]
}

export interface EngagespotCancellation {
  cancellationKey: string
  cancelFor?: { recipients: string[] }
}

/** What some methods of the original answer: axios's response, as far as anybody reads it. */
export interface EngagespotResponse<Data> {
  data: Data
  status: number
  /** Header names in lower case. */
  headers: Record<string, string>
}
