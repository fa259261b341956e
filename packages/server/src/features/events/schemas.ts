import type { EventAnswer, NewEvent } from '@inboxkit/protocol'
import { z } from 'zod'
import { wireId } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'
import { mostEventBytes } from './service.js'

/** As steps that wait for it say it. */
export const eventName: z.ZodString = z.string().min(1).max(255)

export const eventBody: z.ZodType<NewEvent> = z.object({
  event: eventName.describe('As the steps that wait for it say it'),
  recipient: identifier.optional().describe('Whose runs may go on; everybody’s when it is left out'),
  data: z
    .record(z.string(), z.unknown())
    .refine(
      (data) => Buffer.byteLength(JSON.stringify(data)) <= mostEventBytes,
      `must have at most ${mostEventBytes} bytes as JSON`,
    )
    .optional()
    .describe('What is to be known of it: rules and later steps see it'),
}) as z.ZodType<NewEvent>

export const eventAnswer: z.ZodType<EventAnswer> = z.object({ eventId: wireId }).meta({ id: 'EventAnswer' })
