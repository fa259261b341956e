import type { EventAnswer, NewEvent } from '@inboxkit/protocol'
import { z } from 'zod'
import { wireId } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'

const mostDataBytes = 65_536

export const eventBody: z.ZodType<NewEvent> = z.object({
  event: z.string().min(1).max(255).describe('As the steps that wait for it say it'),
  recipient: identifier.optional().describe('Whose runs may go on; everybody’s when it is left out'),
  data: z
    .record(z.string(), z.unknown())
    .refine(
      (data) => Buffer.byteLength(JSON.stringify(data)) <= mostDataBytes,
      `must have at most ${mostDataBytes} bytes as JSON`,
    )
    .optional()
    .describe('What is to be known of it: rules and later steps see it'),
}) as z.ZodType<NewEvent>

export const eventAnswer: z.ZodType<EventAnswer> = z.object({ eventId: wireId }).meta({ id: 'EventAnswer' })
