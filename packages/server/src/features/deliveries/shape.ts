import type { Delivery, DeliveryAttempt, DeliveryDetails } from '@inboxkit/protocol'
import { z } from 'zod'
import { idText, optional, pageQuery } from '../../wire/query.js'
import { instant, wireId } from '../../wire/values.js'
import { mask } from '../addresses/mask.js'
import { outsideChannel } from '../addresses/schemas.js'
import { identifier } from '../users/identifier.js'
import type { ShownRow } from './lists.js'

const states = z.enum(['pending', 'sent', 'skipped', 'cancelled', 'failed'])

export const deliveryParams = z.object({ id: idText.describe('The delivery’s id') })
export const deliveriesQuery = pageQuery(1).extend({
  state: optional(states.describe('Only those in this state')),
  channel: optional(outsideChannel.describe('Only those over this channel')),
  recipient: optional(identifier.describe('Only those to this user')),
  requestId: optional(z.uuid().describe('Only those of this send')),
})

const attemptShape: z.ZodType<DeliveryAttempt> = z
  .object({
    at: instant,
    provider: z.string().describe('As the configuration calls it'),
    kind: z
      .enum(['sent', 'retry', 'refused', 'gone'])
      .describe('`retry` may go later, `refused` never with this provider, `gone` has nobody there any more'),
    providerId: z.string().optional().describe('What the provider calls the message'),
    status: z.int().optional(),
    text: z.string().optional().describe('What it said, or what went wrong; at most 500 characters'),
    ms: z.int(),
  })
  .meta({ id: 'DeliveryAttempt' }) as z.ZodType<DeliveryAttempt>

const delivery = {
  id: wireId,
  requestId: z.uuid(),
  workflow: z.string().nullable(),
  step: z.int().describe('Its place in the workflow, from 0'),
  recipient: z.string().describe('`transient:0` is the first of a send’s recipients who are no users'),
  channel: outsideChannel,
  address: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe(
      'Access tokens end in their last four characters; null = wherever the provider posts by itself',
    ),
  category: z.string().nullable(),
  tenant: z.string().nullable(),
  state: states,
  reason: z
    .string()
    .nullable()
    .describe(
      'quiet_hours while it is held; preference_off, cancelled; gone, refused, gave_up, no_provider or attachment_failed where it failed',
    ),
  tries: z.int().describe('How often it was tried'),
  nextAt: instant.nullable().describe('When it is tried again; null = at once, or never'),
  createdAt: instant,
  endedAt: instant.nullable(),
}

export const deliveryShape: z.ZodType<Delivery> = z.object(delivery).meta({ id: 'Delivery' })
export const deliveryDetailsShape: z.ZodType<DeliveryDetails> = z
  .object({ ...delivery, attempts: z.array(attemptShape) })
  .meta({ id: 'DeliveryDetails' })

export const toWire = (row: ShownRow): Delivery => ({
  id: row.id,
  requestId: row.request_id,
  workflow: row.workflow,
  step: row.step,
  recipient: row.recipient,
  channel: row.channel,
  address: row.address && mask(row.address),
  category: row.category,
  tenant: row.tenant,
  state: row.state,
  reason: row.reason,
  tries: row.attempts.length,
  nextAt: row.next_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
})

export const toDetails = (row: ShownRow): DeliveryDetails => ({ ...toWire(row), attempts: row.attempts })
