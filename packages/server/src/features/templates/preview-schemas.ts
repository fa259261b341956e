import { channelIds } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifier } from '../users/identifier.js'
import { templateBody } from './schemas.js'

const attributes = z.record(z.string(), z.unknown())

/** Somebody whom the app knows, by identifier, or attributes that are made up. */
const somebody = z.union([identifier, attributes])

const variables = {
  channels: z.array(z.enum(channelIds)).min(1).optional().describe('All that the template has when left out'),
  language: z.string().min(1).max(35).optional().describe('The recipient’s when left out'),
  data: attributes.optional(),
  recipient: somebody.optional().describe('The identifier of a user, or attributes that are made up'),
  actor: somebody.optional(),
  tenant: somebody.optional(),
  batch: z.array(attributes).max(1000).optional().describe('As `batch.items`'),
  steps: attributes.optional().describe('What earlier steps came to, by name'),
}

export const previewBody = z.strictObject({
  version: z.int().positive().max(999_999_999).optional().describe('The latest when left out'),
  ...variables,
})

export const previewUnsavedBody = z.strictObject({ template: templateBody, ...variables })

export type PreviewVariables = Omit<z.infer<typeof previewBody>, 'version'>

const text = z.string()
const push = z.object({ title: text, body: text, url: text.nullable(), icon: text.nullable() })
const oneText = z.object({ text })

/** What each channel would be given. */
const rendered = z
  .object({
    inApp: z.object({
      title: text,
      message: text.nullable(),
      url: text.nullable(),
      icon: text.nullable(),
      blocks: z.array(z.object({ id: text, type: text }).catchall(z.unknown())).nullable(),
    }),
    email: z.object({ subject: text, html: text.nullable(), text: text.nullable() }),
    webPush: push,
    mobilePush: push,
    sms: oneText,
    whatsapp: oneText,
    slack: oneText,
    chat: oneText,
    discord: oneText,
    webhook: z.object({ body: text }),
  })
  .partial()

export const previewShape = z
  .object({
    channels: rendered,
    problems: z
      .array(z.object({ field: text, message: text }))
      .describe('Why a channel is missing: its recipient would not get it'),
  })
  .meta({ id: 'TemplatePreview' })

export type Preview = z.infer<typeof previewShape>
