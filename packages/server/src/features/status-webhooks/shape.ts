import type { AppWebhook, AppWebhookChange, WebhookEvent } from '@inboxkit/protocol'
import { z } from 'zod'
import { idText, optional, pageQuery } from '../../wire/query.js'
import { instant, wireId } from '../../wire/values.js'
import { outsideChannel } from '../addresses/schemas.js'
import type { EventRow } from './queries.js'
import { statusEventTypes } from './webhooks.js'

const mostWebhooks = 10

const isWeb = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const url = z.string().max(2048).refine(isWeb, 'must be an http or https address')
const events = z.array(z.enum(statusEventTypes)).min(1).max(statusEventTypes.length)

export const webhookChange: z.ZodType<AppWebhookChange> = z.strictObject({
  url,
  secret: z
    .string()
    .min(16)
    .max(255)
    .optional()
    .describe('Signs what is posted; made when it is left out, and shown in this answer only'),
  events: events.optional().describe('All of them when it is left out'),
}) as z.ZodType<AppWebhookChange>

export const webhookChanges = z
  .array(webhookChange)
  .max(mostWebhooks)
  .refine((all) => new Set(all.map((one) => one.url)).size === all.length, 'must not name an address twice')

export const webhookShape: z.ZodType<AppWebhook> = z
  .object({ url: z.string(), events: z.array(z.enum(statusEventTypes)), secret: z.string().optional() })
  .meta({ id: 'AppWebhook' }) as z.ZodType<AppWebhook>

const states = z.enum(['pending', 'sent', 'failed'])

export const eventParams = z.object({ id: idText.describe('The event’s id') })
export const eventsQuery = pageQuery(1).extend({
  state: optional(states.describe('Only those in this state')),
})

const body = z
  .object({
    type: z.enum(statusEventTypes),
    timestamp: instant,
    data: z.object({
      deliveryId: wireId,
      requestId: z.uuid(),
      workflow: z.string().nullable(),
      step: z.int(),
      recipient: z.string(),
      channel: outsideChannel,
      category: z.string().nullable(),
      tenant: z.string().nullable(),
      reason: z.string().nullable(),
      provider: z.string().nullable().describe('Who carried it, or was the last to try'),
      providerId: z.string().nullable().describe('What the provider calls the message'),
      nextAt: instant.nullable().describe('When it is tried again, for one that is held'),
    }),
  })
  .meta({ id: 'StatusEvent' })

export const webhookEventShape: z.ZodType<WebhookEvent> = z
  .object({
    id: wireId,
    eventId: z.uuid().describe('`webhook-id`, the same for every attempt'),
    url: z.string(),
    state: states,
    tries: z.int(),
    nextAt: instant.nullable(),
    answer: z
      .object({ status: z.int().optional(), text: z.string().optional() })
      .nullable()
      .describe('What the webhook answered last'),
    createdAt: instant,
    endedAt: instant.nullable(),
    body,
  })
  .meta({ id: 'WebhookEvent' }) as z.ZodType<WebhookEvent>

export const toWire = (row: EventRow): WebhookEvent => ({
  id: row.id,
  eventId: row.event_id,
  url: row.url,
  state: row.state,
  tries: row.tries,
  nextAt: row.next_at?.toISOString() ?? null,
  answer: row.answer,
  createdAt: row.created_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  body: row.body,
})
