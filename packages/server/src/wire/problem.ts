import { type ProblemBody, type ProblemCode, problems } from '@inboxkit/protocol'
import { z } from 'zod'

/** What travels: those with status 0 are a client's own. */
export const wireProblems = (Object.keys(problems) as ProblemCode[]).filter(
  (code) => problems[code].status > 0,
)

/** Every answer that is not 2xx. */
export const problemShape: z.ZodType<ProblemBody> = z
  .object({
    status: z.literal('error'),
    statusCode: z.int().describe('The HTTP status again'),
    message: z
      .union([z.string(), z.array(z.string())])
      .describe('For people: a sentence, or one for each field that is not as it must be'),
    error: z.string().describe('What the code means, in a few words'),
    code: z.enum(wireProblems).describe('What went wrong, for programs'),
    requestId: z.string().optional().describe('As in the header `x-request-id`, and in the server’s log'),
    fields: z
      .array(
        z.object({
          field: z.string().describe('Where: `sendTo.recipients[2].identifier`, or a parameter’s name'),
          message: z.string().describe('What is allowed there: `must be a string`'),
        }),
      )
      .optional()
      .describe('Which parts of the request are not valid; at most 20'),
  })
  .meta({ id: 'Problem' }) as z.ZodType<ProblemBody>
