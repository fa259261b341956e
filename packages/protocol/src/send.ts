import type { ChannelId } from './channels.js'
import type { Block } from './notification.js'

/** A recipient by identifier, or inline: every other key is a profile attribute, merged before delivery. */
export type Recipient = string | { identifier: string; [attribute: string]: unknown }

/** To be sent with an e-mail. `content` is base64. */
export interface Attachment {
  name: string
  contentType: string
  content: string
  attachmentKey?: string
}

/** A file that the server fetches when it sends the e-mail, which goes without it if `ignoreIfError` says so. */
export interface LinkedAttachment {
  name: string
  /** http or https. */
  url: string
  ignoreIfError?: boolean
}

/** Your own values: they arrive with the item, and templates see them as `{{data.x}}`. `attachments` do not arrive. */
export interface SendData {
  attachments?: readonly (Attachment | LinkedAttachment)[]
  [key: string]: unknown
}

/** The texts themselves, taken literally. */
export interface SendContent {
  title: string
  message?: string | null
  /** Links are `http`, `https`, `mailto`, `tel` or relative. */
  icon?: string | null
  url?: string | null
  blocks?: readonly Block[]
}

/** A stored template by its id, or by its slug: `slug` is its latest version, `slug@2` one of them. */
export type SendTemplate = { templateId: number } | { templateIdentifier: string }

/** A published workflow. With a `cancellationKey` its runs can be cancelled while they wait. */
export interface SendWorkflow {
  workflow: { identifier: string; cancellationKey?: string }
}

/** What is to be sent: texts, a template or a workflow, and exactly one of them. */
export type SendNotification = (SendContent | SendTemplate | SendWorkflow) & {
  category?: string
  data?: SendData
  /** To filter the inbox by: 1 to 10 different ones, each of 1 to 64 characters. */
  tags?: readonly string[]
  /** ISO 8601 instant at which it leaves the inbox by itself; later than now, and than `sendAt`. */
  expiresAt?: string
  /** What one channel is to say instead. */
  content?: Partial<Record<ChannelId, { content?: Record<string, unknown>; [setting: string]: unknown }>>
}

/** Whom it is for: at least one of these. Nobody gets it twice. */
export interface SendTo {
  /** At most 1,000. Those who are not known users are left out, and shown in the request's activity. */
  recipients?: readonly Recipient[]
  /** Identifiers of topics. */
  topics?: readonly string[]
  /** Every user of the app. */
  everyone?: boolean
}

/** `channels` limits delivery to these. Other keys are for the channels and providers they name. */
export interface SendOverride {
  channels?: readonly ChannelId[]
  channel?: Partial<Record<ChannelId, Record<string, unknown>>>
  [provider: string]: unknown
}

/** Body of `POST /v3/notifications` (contract, section 4.1). */
export interface SendRequest {
  notification: SendNotification
  sendTo: SendTo
  /** Identifier of a category; made when there is none yet. */
  category?: string
  data?: SendData
  override?: SendOverride
  /** Who caused it: templates see them as `actor`. */
  actor?: Recipient
  /** Identifier of the tenant in whose name it is sent; made when there is none yet. */
  tenant?: string
  /** ISO 8601 instant, at most a year ahead. What is past is sent now. */
  sendAt?: string
}

/** Answer 202: the trigger is on disk. */
export interface SendAnswer {
  requestId: string
}
