import type { PageDigest, PreferencePage, Unsubscription } from '@inboxkit/protocol'
import { z } from 'zod'
import { channelShape } from '../../wire/channels.js'
import { categoryShape } from '../../wire/notification.js'
import { optional } from '../../wire/query.js'
import { wireId } from '../../wire/values.js'
import { channelsBody, preferencesBody } from '../preferences/shape.js'
import { quietHoursBody, quietHoursShape } from '../quiet-hours/schemas.js'
import { identifier } from '../users/identifier.js'

/** Ours have about 60 characters. */
export const tokenQuery = z.object({
  token: z.string().max(512).describe('From the link in the message: it stands for its recipient'),
})

export const tenantQuery = z.object({
  tenant: optional(identifier.describe('For the notifications of this tenant')),
})

export const pageBody = z.object({
  preference: preferencesBody.shape.preference.optional(),
  channels: channelsBody.shape.channels.optional(),
  digests: z
    .array(
      z.object({
        workflow: identifier,
        choice: z.string().max(50).nullable().describe('`null` = as if it was never chosen'),
      }),
    )
    .max(50)
    .optional(),
  quietHours: quietHoursBody.optional(),
})
export type PageBody = z.output<typeof pageBody>

const app = z.object({ name: z.string() })

const pageChannel = z
  .object({
    channel: channelShape,
    enabled: z.boolean().describe('Whether it takes effect'),
    isChosen: z
      .boolean()
      .describe(
        'Whether the user said so, for the tenant or without one; else it is the tenant’s default, or on',
      ),
  })
  .meta({ id: 'PageChannel' })

const digest: z.ZodType<PageDigest> = z
  .object({
    workflow: z.string().describe('Its identifier'),
    name: z.string(),
    categoryId: wireId.nullable().describe('The workflow’s category'),
    choices: z.array(z.string()).describe('Spans, the shortest first; `0s` = each at once'),
    choice: z.string().describe('What takes effect'),
    isChosen: z.boolean().describe('Whether the user said so; else it is the workflow’s own'),
  })
  .meta({ id: 'PageDigest' })

export const pageShape: z.ZodType<PreferencePage> = z
  .object({
    app,
    tenant: z.object({ identifier: z.string(), name: z.string() }).nullable(),
    about: categoryShape.nullable().describe('What the message was about'),
    categories: z.array(
      z.object({
        category: categoryShape,
        description: z.string().nullable().describe('For people: what it is about'),
        isRequired: z.boolean().describe('It cannot be turned off'),
        channels: z.array(pageChannel),
      }),
    ),
    channels: z.array(pageChannel).describe('As a whole, where nothing is said of the category'),
    digests: z
      .array(digest)
      .describe('How often what workflows collect comes, where users choose; at most 50'),
    quietHours: quietHoursShape,
  })
  .meta({ id: 'PreferencePage' })

export const unsubscriptionShape: z.ZodType<Unsubscription> = z
  .object({
    message: z.string().describe('For people: what a POST does, or has done'),
    app,
    category: categoryShape.nullable().describe('null = e-mail as a whole'),
    channel: z.literal('email'),
    enabled: z.boolean().describe('Whether e-mail of it goes out'),
  })
  .meta({ id: 'Unsubscription' })
