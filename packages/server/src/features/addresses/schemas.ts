import { type ChannelAddresses, channelIds } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Address, OutsideChannel } from '../../channels/types.js'
import { identifier } from '../users/identifier.js'
import { phoneNumber } from '../users/phone-number.js'
import { mostAddresses } from './service.js'

const outsideChannels = channelIds.filter((channel): channel is OutsideChannel => channel !== 'inApp')
export const outsideChannel = z.enum(outsideChannels).meta({ id: 'OutsideChannel' })

export const channelParams = z.object({
  identifier: identifier.describe('The user’s identifier, as you gave it, percent-encoded'),
  channel: outsideChannel.describe('Any channel but inApp'),
})

const isWeb =
  (...protocols: string[]) =>
  (text: string): boolean =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol)

const httpsUrl = z.string().max(2048).refine(isWeb('https:'), 'must be an https address')
const webUrl = z.string().max(2048).refine(isWeb('http:', 'https:'), 'must be an http or https address')
const token = z.string().min(1).max(4096)
const name = z.string().min(1).max(255)
const email = z
  .string()
  .max(320)
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'must be an e-mail address')
/** Browsers write base64url without padding. What was shown shortened begins with an ellipsis. */
const key = z
  .string()
  .max(255)
  .regex(/^(…?[\w+/-]+={0,2})$/, 'must be base64url')

const slackRest = { accessToken: token.optional() }
const teamsRest = { tenantId: name, serviceUrl: httpsUrl }

/** What an address looks like on each channel. */
export const addressShapes: Readonly<Record<OutsideChannel, z.ZodType<Address>>> = {
  email: z.strictObject({ email }),
  sms: z.strictObject({ phoneNumber }),
  whatsapp: z.strictObject({ phoneNumber }),
  webPush: z
    .object({ endpoint: httpsUrl, keys: z.strictObject({ p256dh: key, auth: key }) })
    .describe('A PushSubscription, as the browser gave it'),
  mobilePush: z.strictObject({
    token,
    provider: z.enum(['fcm', 'apns']),
    bundleId: name.optional(),
  }) as z.ZodType<Address>,
  slack: z.union([
    z.strictObject({ email, ...slackRest }),
    z.strictObject({ userId: name, ...slackRest }),
    z.strictObject({ channelId: name, ...slackRest }),
    z.strictObject({ webhookUrl: httpsUrl, ...slackRest }),
  ]) as z.ZodType<Address>,
  chat: z.union([
    z.strictObject({ webhookUrl: httpsUrl }),
    z.strictObject({ ...teamsRest, conversationId: name }),
    z.strictObject({ ...teamsRest, userId: name }),
  ]),
  discord: z.strictObject({ webhookUrl: httpsUrl }),
  webhook: z.strictObject({ url: webUrl }),
}

/** Looked at closer once the channel is known. */
export const addressesBody = z.object({
  addresses: z
    .array(z.record(z.string(), z.unknown()))
    .max(mostAddresses)
    .describe('All of them; what is not named goes. An empty list removes them.'),
})

export const addressesOf = (channel: OutsideChannel): z.ZodType<{ addresses: Address[] }> =>
  z.object({ addresses: z.array(addressShapes[channel]).max(mostAddresses) })

const shown = z.record(z.string(), z.unknown())

export const channelAddressesShape: z.ZodType<ChannelAddresses> = z
  .object({
    channel: outsideChannel,
    addresses: z
      .array(shown)
      .describe('What was saved here; access tokens end in their last four characters'),
    others: z
      .array(z.object({ from: z.enum(['profile', 'device']), address: shown }))
      .describe('Where the user is reached as well: by the profile, and on devices'),
  })
  .meta({ id: 'ChannelAddresses' })
