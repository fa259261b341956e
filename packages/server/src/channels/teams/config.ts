import { z } from 'zod'
import { httpUrl, secret } from '../config.js'

const host = z
  .string()
  .regex(/^(\*\.)?[a-z\d-]+(\.[a-z\d-]+)*$/i)
  .or(z.url({ protocol: /^https?$/ }).refine((url) => URL.canParse(url) && new URL(url).origin === url))

/** Microsoft Teams: incoming webhooks of workflows, and conversations of a bot. */
export const configTeams = z
  .strictObject({
    webhookUrl: httpUrl
      .exactOptional()
      .describe('The incoming webhook for recipients without an address. A secret.'),
    appId: z
      .string()
      .min(1)
      .exactOptional()
      .describe("The bot's Microsoft app id, for addresses with a conversation or a user."),
    appPassword: secret.exactOptional().describe('Its client secret. A secret.'),
    loginUrl: httpUrl
      .default('https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token')
      .describe(
        'Where access tokens are fetched: a bot of one tenant has its id in place of botframework.com.',
      ),
    serviceHosts: z
      .array(host)
      .min(1)
      .default(['smba.trafficmanager.net', '*.botframework.com'])
      .describe(
        'Where the bot may post, since its token goes there: hosts (by HTTPS), *.hosts below one, or whole origins.',
      ),
  })
  .refine(({ appId, appPassword }) => (appId === undefined) === (appPassword === undefined), {
    path: ['appPassword'],
    message: 'appId and appPassword go together',
  })

export type ConfigTeams = z.output<typeof configTeams> & { name: string }
