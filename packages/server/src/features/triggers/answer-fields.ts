import { longestAnswer } from '@inboxkit/protocol'
import { z } from 'zod'
import { eventName } from '../events/schemas.js'

const longestState = 64
const ratings = { least: 2, most: 10 }

/** What a block says of how it is answered, in sends and templates alike; never a text with holes. */
export const answerFields = {
  state: z
    .string()
    .min(1)
    .max(longestState)
    .optional()
    .describe('What the notification’s `state` becomes by the answer: else the rating, or the block’s id'),
  event: eventName
    .optional()
    .describe('Which event tells workflows of the answer: else `notification.answered`'),
  max: z.int().min(ratings.least).max(ratings.most).optional().describe('Best rating: else 5'),
  maxLength: z
    .int()
    .min(1)
    .max(longestAnswer)
    .optional()
    .describe(`Most characters that can be written: else ${longestAnswer.toLocaleString('en')}`),
}

/** Most characters of a placeholder, as it is shown. */
export const longestPlaceholder = 200
