import type { Block } from './notification.js'

/**
 * What an in-app item shows. Each text is a Handlebars template: `{{data.x}}`, `{{recipient.x}}`, the helpers
 * `length date plural json default eq ne lt gt and or not`. Nothing is escaped: notification text is text.
 */
export interface InAppTemplate {
  title: string
  message?: string | null
  url?: string | null
  icon?: string | null
  blocks?: readonly Block[]
}

export interface TemplateChannels {
  inApp?: InAppTemplate
}

/** Body of `PUT /v3/templates/{slug}`. */
export interface TemplateDefinition {
  name: string
  channels: TemplateChannels
  /** Other texts for users of a language, by its code, such as `de`. */
  locales?: Record<string, TemplateChannels> | null
}

/** One version of a template: the latest, unless another was asked for. */
export interface Template {
  id: number
  slug: string
  name: string
  version: number
  channels: TemplateChannels
  locales: Record<string, TemplateChannels> | null
  createdAt: string
  updatedAt: string
}
