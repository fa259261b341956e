/** A recipient by identifier, or inline: every other key is a profile attribute, merged before delivery. */
export type Recipient = string | { identifier: string; [attribute: string]: unknown }

/** Body of `POST /v3/notifications` for content sends (contract, section 4.1). */
export interface SendRequest {
  notification: {
    title: string
    message?: string | null
    icon?: string | null
    url?: string | null
    category?: string
    data?: Record<string, unknown>
  }
  /** At most 1,000. */
  sendTo: { recipients: Recipient[] }
  category?: string
  data?: Record<string, unknown>
}

/** Answer 202: the trigger is on disk. */
export interface SendAnswer {
  requestId: string
}
