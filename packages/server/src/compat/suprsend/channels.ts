import type { ChannelId } from '@inboxkit/protocol'
import { z } from 'zod'
import type { AddressOf, OutsideChannel } from '../../channels/types.js'
import type { AddressBook } from '../../features/triggers/contents.js'

/** The vendor's channels by name. One of them has no counterpart: nothing is sent over it. */
const channelNames: Record<string, ChannelId | null> = {
  androidpush: 'mobilePush',
  iospush: 'mobilePush',
  webpush: 'webPush',
  email: 'email',
  sms: 'sms',
  whatsapp: 'whatsapp',
  slack: 'slack',
  inbox: 'inApp',
  messenger: null,
  ms_teams: 'chat',
}

const channelName = z
  .string()
  .refine(
    (name) => Object.hasOwn(channelNames, name),
    `must be one of ${Object.keys(channelNames).join(', ')}`,
  )

/** Names of the vendor's as our channels, each once. */
export const channelList: z.ZodType<ChannelId[], readonly string[]> = z
  .array(channelName)
  .transform((names) => [...new Set(names.flatMap((name) => channelNames[name] ?? []))])

const mostValues = 10

/** One value, or a list of them. */
const several = <Schema extends z.ZodType>(value: Schema) =>
  z.preprocess(
    (given) => (given == null || Array.isArray(given) ? given : [given]),
    z.array(value).min(1).max(mostValues).nullish(),
  )

/** What carries a message finds out what an address is worth: here it only has to be one text. */
const text = (longest: number): z.ZodString => z.string().trim().min(1).max(longest)
const token = text(4096)
const httpUrl = text(2048).refine(
  (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
  'must be a URL that begins with http or https',
)
const incomingWebhook = z.object({ url: httpUrl }).nullish()

const email = text(320).transform((address): AddressOf['email'] => ({ email: address }))
const phone = text(64).transform((phoneNumber): AddressOf['sms'] => ({ phoneNumber }))

const androidPush = z
  .object({ token, provider: z.enum(['fcm', 'xiaomi', 'oppo']).default('fcm') })
  .transform(({ token: address, provider }): AddressOf['mobilePush'][] =>
    provider === 'fcm' ? [{ token: address, provider }] : [],
  )
const iosPush = z
  .object({ token, provider: z.literal('apns').default('apns'), bundle_id: text(255).nullish() })
  .transform(({ token: address, provider, bundle_id: bundleId }): AddressOf['mobilePush'][] => [
    { token: address, provider, ...(bundleId ? { bundleId } : {}) },
  ])
const webPush = z
  .object({ endpoint: httpUrl, keys: z.object({ p256dh: text(255), auth: text(255) }) })
  .transform((subscription): AddressOf['webPush'] => subscription)

const accessToken = z.string().regex(/^xox/, 'must begin with xox').max(1024)
const slackForms = 'must have incoming_webhook, or an access_token with email, user_id or channel'
const slack = z
  .object({
    incoming_webhook: incomingWebhook,
    access_token: accessToken.nullish(),
    email: text(320).nullish(),
    user_id: text(255).nullish(),
    channel: text(255).nullish(),
    channel_id: text(255).nullish(),
  })
  .transform((given, context): AddressOf['slack'] => {
    if (given.incoming_webhook) return { webhookUrl: given.incoming_webhook.url }
    const channelId = given.channel_id ?? given.channel
    if (given.access_token) {
      const by = { accessToken: given.access_token }
      if (given.email) return { email: given.email, ...by }
      if (given.user_id) return { userId: given.user_id, ...by }
      if (channelId) return { channelId, ...by }
    }
    context.addIssue({ code: 'custom', message: slackForms })
    return z.NEVER
  })

const teamsForms = 'must have incoming_webhook, or tenant_id and service_url with conversation_id or user_id'
const teams = z
  .object({
    incoming_webhook: incomingWebhook,
    tenant_id: text(255).nullish(),
    service_url: httpUrl.nullish(),
    conversation_id: text(1024).nullish(),
    user_id: text(1024).nullish(),
  })
  .transform((given, context): AddressOf['chat'] => {
    if (given.incoming_webhook) return { webhookUrl: given.incoming_webhook.url }
    const {
      tenant_id: tenantId,
      service_url: serviceUrl,
      conversation_id: conversationId,
      user_id: userId,
    } = given
    if (tenantId && serviceUrl && conversationId) return { tenantId, serviceUrl, conversationId }
    if (tenantId && serviceUrl && userId) return { tenantId, serviceUrl, userId }
    context.addIssue({ code: 'custom', message: teamsForms })
    return z.NEVER
  })

/** The keys of a recipient that say where it is reached; each may hold one value, or 1 to 10 of them. */
export const inlineChannels = {
  $email: several(email),
  $sms: several(phone),
  $whatsapp: several(phone),
  $androidpush: several(androidPush),
  $iospush: several(iosPush),
  $webpush: several(webPush),
  $slack: several(slack),
  $ms_teams: several(teams),
  // An inbox is its user's, and nobody carries the other.
  $inbox: several(text(1024)),
  $messenger: several(text(1024)),
}

type InlineChannels = z.output<z.ZodObject<typeof inlineChannels>>

/** Addresses by our channels, those of both kinds of phones together; only of the channels that are named. */
export const addressesOf = (given: InlineChannels): AddressBook => {
  const phones = [...(given.$androidpush ?? []), ...(given.$iospush ?? [])].flat()
  return {
    ...(given.$email ? { email: given.$email } : {}),
    ...(given.$sms ? { sms: given.$sms } : {}),
    ...(given.$whatsapp ? { whatsapp: given.$whatsapp } : {}),
    ...(given.$androidpush || given.$iospush ? { mobilePush: phones } : {}),
    ...(given.$webpush ? { webPush: given.$webpush } : {}),
    ...(given.$slack ? { slack: given.$slack } : {}),
    ...(given.$ms_teams ? { chat: given.$ms_teams } : {}),
  }
}

/** Two books as one: on each channel the addresses of both, each once. */
export const mergeAddresses = (one: AddressBook, other: AddressBook): AddressBook => {
  const merged: Record<string, readonly object[]> = { ...one }
  for (const [channel, addresses] of Object.entries(other))
    merged[channel] = withoutTwins([...(one[channel as OutsideChannel] ?? []), ...addresses])
  return merged
}

const withoutTwins = (addresses: readonly object[]): object[] => [
  ...new Map(addresses.map((address) => [JSON.stringify(address), address])).values(),
]
