import { z } from 'zod'
import { httpUrl, secret } from '../config.js'

/** Any server of the app's own, for `webhook`. */
export const configWebhook = z.strictObject({
  url: httpUrl.exactOptional().describe('Where messages go whose recipient has no URL of its own.'),
  secret: secret.describe(
    'Signs what is posted (standardwebhooks.com): whsec_ and base64, or any other text. A secret.',
  ),
})

export type ConfigWebhook = z.output<typeof configWebhook> & { name: string }
