import type { CancelAnswer, CancelRequest } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifier } from '../users/identifier.js'

export const cancelBody: z.ZodType<CancelRequest> = z.object({
  cancellationKey: z.string().min(1).max(255).describe('As the send had it'),
  cancelFor: z
    .object({ recipients: z.array(identifier).min(1).max(1000) })
    .optional()
    .describe('Whose runs; everybody’s when it is left out'),
}) as z.ZodType<CancelRequest>

export const cancelShape: z.ZodType<CancelAnswer> = z
  .object({
    message: z.string(),
    cancelled: z.int().describe('Runs that will not go on, and recipients who will not be reached'),
    pending: z.boolean().describe('Whether there are more than were counted: they will not go on either'),
  })
  .meta({ id: 'CancelAnswer' })
