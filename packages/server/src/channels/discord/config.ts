import { z } from 'zod'
import { httpUrl } from '../config.js'

/** Discord by incoming webhooks. */
export const configDiscord = z.strictObject({
  webhookUrl: httpUrl
    .exactOptional()
    .describe('Where messages go whose recipient has no webhook of its own. A secret.'),
  username: z.string().min(1).max(80).exactOptional().describe('The name that messages are shown under.'),
})

export type ConfigDiscord = z.output<typeof configDiscord> & { name: string }
