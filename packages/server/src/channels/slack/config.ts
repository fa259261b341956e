import { z } from 'zod'
import { httpUrl, secret } from '../config.js'

/** Slack by incoming webhooks and by an app's token. */
export const configSlack = z.strictObject({
  token: secret
    .exactOptional()
    .describe(
      'The bot token of the app, xoxb-…, for addresses without an access token of their own. A secret.',
    ),
  webhookUrl: httpUrl
    .exactOptional()
    .describe('The incoming webhook for recipients without an address. A secret.'),
  baseUrl: httpUrl.default('https://slack.com/api').describe('Where the Web API is.'),
})

export type ConfigSlack = z.output<typeof configSlack> & { name: string }
