import type { ChannelId } from './channels.js'
import type { Block } from './notification.js'

/**
 * What an in-app item shows. Each text is a Handlebars template: `{{data.x}}`, `{{recipient.x}}`, the helpers
 * `length date plural json default eq ne lt gt and or not lookup`. Nothing is escaped: notification text is text.
 */
export interface InAppTemplate {
  title: string
  message?: string | null
  url?: string | null
  icon?: string | null
  blocks?: readonly Block[]
}

/** An e-mail, of at least one of the two. In `html` what stands between two braces is escaped, between three not. */
export interface EmailTemplate {
  subject: string
  html?: string | null
  text?: string | null
}

/** What a device shows. */
export interface PushTemplate {
  title: string
  body: string
  url?: string | null
  icon?: string | null
}

/** A channel that carries one text. */
export interface TextTemplate {
  text: string
}

/** What is posted to a webhook; nothing is escaped, so values belong inside `json`. */
export interface WebhookTemplate {
  body: string
}

/** Texts per channel, at least for one. */
export interface TemplateChannels {
  inApp?: InAppTemplate
  email?: EmailTemplate
  webPush?: PushTemplate
  mobilePush?: PushTemplate
  sms?: TextTemplate
  whatsapp?: TextTemplate
  slack?: TextTemplate
  chat?: TextTemplate
  discord?: TextTemplate
  webhook?: WebhookTemplate
}

/** Texts of a step's own, for its one channel. */
export type ChannelTemplate = NonNullable<TemplateChannels[keyof TemplateChannels]>

/** What users of one language read instead. A field that is left out is the one of the template's `channels`. */
export type LocaleChannels = {
  [Channel in keyof TemplateChannels]?: Partial<NonNullable<TemplateChannels[Channel]>>
}

/** Body of `PUT /v3/templates/{slug}`. */
export interface TemplateDefinition {
  name: string
  channels: TemplateChannels
  /**
   * Other texts for users of a language, by its code, such as `de` or `pt-BR`: a user's is `locale` or `language` of
   * the profile.
   */
  locales?: Record<string, LocaleChannels> | null
}

/** One version of a template: the latest, unless another was asked for. */
export interface Template {
  id: number
  slug: string
  name: string
  version: number
  channels: TemplateChannels
  locales: Record<string, LocaleChannels> | null
  createdAt: string
  updatedAt: string
}

/** Somebody whom the app knows, by identifier, or attributes that are made up. */
export type PreviewPerson = string | Record<string, unknown>

/** What a preview is made for; what is left out is empty. */
export interface PreviewVariables {
  /** All that the template has when left out. */
  channels?: readonly ChannelId[]
  /** The recipient's when left out. */
  language?: string
  data?: Record<string, unknown>
  recipient?: PreviewPerson
  actor?: PreviewPerson
  tenant?: PreviewPerson
  /** As `batch.items`; at most 1,000. */
  batch?: readonly Record<string, unknown>[]
  /** What earlier steps came to, by name. */
  steps?: Record<string, unknown>
}

/** Body of `POST /v3/templates/{slug}/preview`. */
export interface TemplatePreviewInput extends PreviewVariables {
  /** The latest when left out. */
  version?: number
}

/** What each channel would be given, and why one is missing: its recipient would not get it. */
export interface TemplatePreview {
  channels: TemplateChannels
  problems: { field: string; message: string }[]
}
