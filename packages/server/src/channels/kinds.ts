import { channelIds } from '@inboxkit/protocol'
import { z } from 'zod'
import { createApns } from './apns/apns.js'
import { configApns } from './apns/config.js'
import type { Calling } from './attempt.js'
import { createConsole } from './console/console.js'
import { configDiscord } from './discord/config.js'
import { createDiscord } from './discord/discord.js'
import { configFcm } from './fcm/config.js'
import { createFcm } from './fcm/fcm.js'
import { configSlack } from './slack/config.js'
import { createSlack } from './slack/slack.js'
import { configSmtp } from './smtp/config.js'
import { createSmtp } from './smtp/smtp.js'
import { configTeams } from './teams/config.js'
import { createTeams } from './teams/teams.js'
import { configTwilio } from './twilio/config.js'
import { createTwilio } from './twilio/twilio.js'
import type { OutsideChannel, Provider } from './types.js'
import { configWebPush } from './web-push/config.js'
import type { VapidKeys } from './web-push/vapid.js'
import { createWebPush } from './web-push/web-push.js'
import { configWebhook } from './webhook/config.js'
import { createWebhook } from './webhook/webhook.js'

/** What providers work with. */
export interface Means extends Calling {
  /** Takes a line for the log. */
  write: (line: string) => void
  /** The server's own keys for push messages, made when they are first needed. */
  vapidKeys: () => Promise<VapidKeys>
}

type Settings = z.ZodType<object> & { readonly shape: Readonly<Record<string, z.ZodType>> }

/** One `type` that a configuration may name. */
export interface Kind {
  channels: readonly OutsideChannel[]
  /** Of its settings, without `type` and `name`. */
  schema: Settings
  /** @param config what its schema made of the settings */
  create(
    config: object & { name: string; channel: OutsideChannel },
    means: Means,
  ): Provider | Promise<Provider>
}

const kind = <Channel extends OutsideChannel, Schema extends Settings>(
  channels: readonly Channel[],
  schema: Schema,
  create: (
    config: z.output<Schema> & { name: string; channel: Channel },
    means: Means,
  ) => Provider<Channel> | Promise<Provider<Channel>>,
): Kind => ({ channels, schema, create })

export const outsideChannels: readonly OutsideChannel[] = channelIds.filter((id) => id !== 'inApp')

/** Every type of provider: what it is called, what it carries, what can be set, and how it is made. */
export const kinds: Readonly<Record<string, Kind>> = {
  smtp: kind(['email'], configSmtp, createSmtp),
  'web-push': kind(['webPush'], configWebPush, async ({ publicKey, privateKey, ...config }, means) => {
    const own = publicKey && privateKey ? { publicKey, privateKey } : await means.vapidKeys()
    return createWebPush(config, own, means)
  }),
  fcm: kind(['mobilePush'], configFcm, createFcm),
  apns: kind(['mobilePush'], configApns, createApns),
  twilio: kind(['sms', 'whatsapp'], configTwilio, createTwilio),
  slack: kind(['slack'], configSlack, createSlack),
  teams: kind(['chat'], configTeams, createTeams),
  discord: kind(['discord'], configDiscord, createDiscord),
  webhook: kind(['webhook'], configWebhook, createWebhook),
  console: kind(outsideChannels, z.strictObject({}), ({ channel }, { write }) =>
    createConsole(channel, write),
  ),
}
