import { type AppChanges, type AppSettings, channelIds } from '@inboxkit/protocol'
import { z } from 'zod'
import { channelShape } from '../../wire/channels.js'
import { webhookChanges, webhookShape } from '../status-webhooks/shape.js'

const origin = z
  .string()
  .max(255)
  .regex(/^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]+$/, 'must be an origin, such as https://shop.example')

export const appChangesBody: z.ZodType<AppChanges> = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  secureMode: z.boolean().optional().describe('Users prove themselves with a token'),
  hmac: z.boolean().optional().describe('Users prove themselves with a signature'),
  channels: z
    .array(channelShape)
    .max(channelIds.length)
    .transform((channels) => [...new Set(channels)])
    .optional()
    .describe('Shown on the preference screen, in this order'),
  hideBranding: z.boolean().optional(),
  language: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,8}([-_][a-z0-9]{1,8})*$/i, 'must be a language, such as de or pt-BR')
    .nullable()
    .optional()
    .describe('What users read in templates that do not have theirs; null = the template’s own texts'),
  origins: z
    .array(origin)
    .max(100)
    .nullable()
    .optional()
    .describe('Pages that may call, out of those that the server lets in; null = all of those'),
  webhooks: webhookChanges
    .nullable()
    .optional()
    .describe('Told what becomes of deliveries. All of them: what is not named goes'),
}) as z.ZodType<AppChanges>

export const appSettingsShape: z.ZodType<AppSettings> = z
  .object({
    id: z.string(),
    name: z.string(),
    apiKey: z.string(),
    secureMode: z.boolean(),
    hmac: z.boolean(),
    channels: z.array(channelShape),
    hideBranding: z.boolean(),
    language: z.string().optional(),
    origins: z.array(z.string()).optional(),
    webhooks: z.array(webhookShape).optional(),
  })
  .meta({ id: 'App' }) as z.ZodType<AppSettings>
