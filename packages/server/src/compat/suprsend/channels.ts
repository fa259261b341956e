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

const several = <Schema extends z.ZodType>(value: Schema) =>
  z.union([
    value.transform((one) => [one]),
    z
      .array(value)
      .min(1, `must have 1 to ${mostValues} values`)
      .max(mostValues, `must have 1 to ${mostValues} values`),
  ])

/** What carries a message finds out what an address is worth: here it only has to be one text. */
const text = (longest: number): z.ZodString => z.string().trim().min(1).max(longest)
const token = text(4096)
const httpUrl = text(2048).refine(
  (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
  'must be a URL that begins with http or https',
)
const webhook = z.object({ incoming_webhook: z.object({ url: httpUrl }) })

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
const slack = z
  .union([
    webhook.transform(({ incoming_webhook: { url } }): AddressOf['slack'] => ({ webhookUrl: url })),
    z
      .object({ email: text(320), access_token: accessToken })
      .transform(({ email: address, access_token }) => ({ email: address, accessToken: access_token })),
    z
      .object({ user_id: text(255), access_token: accessToken })
      .transform(({ user_id, access_token }) => ({ userId: user_id, accessToken: access_token })),
    z
      .object({ channel_id: text(255), access_token: accessToken })
      .transform(({ channel_id, access_token }) => ({ channelId: channel_id, accessToken: access_token })),
    z
      .object({ channel: text(255), access_token: accessToken })
      .transform(({ channel, access_token }) => ({ channelId: channel, accessToken: access_token })),
  ])
  .describe('One of four forms')

const teamsBase = { tenant_id: text(255), service_url: httpUrl }
const teams = z.union([
  webhook.transform(({ incoming_webhook: { url } }): AddressOf['chat'] => ({ webhookUrl: url })),
  z
    .object({ ...teamsBase, conversation_id: text(1024) })
    .transform(({ tenant_id, service_url, conversation_id }) => ({
      tenantId: tenant_id,
      serviceUrl: service_url,
      conversationId: conversation_id,
    })),
  z.object({ ...teamsBase, user_id: text(1024) }).transform(({ tenant_id, service_url, user_id }) => ({
    tenantId: tenant_id,
    serviceUrl: service_url,
    userId: user_id,
  })),
])

/** The keys of a recipient that say where it is reached; each may hold one value, or 1 to 10 of them. */
export const inlineChannels = {
  $email: several(email).nullish(),
  $sms: several(phone).nullish(),
  $whatsapp: several(phone).nullish(),
  $androidpush: several(androidPush).nullish(),
  $iospush: several(iosPush).nullish(),
  $webpush: several(webPush).nullish(),
  $slack: several(slack).nullish(),
  $ms_teams: several(teams).nullish(),
  // An inbox is its user's, and nobody carries the other.
  $inbox: several(text(1024)).nullish(),
  $messenger: several(text(1024)).nullish(),
}

export type InlineChannels = z.output<z.ZodObject<typeof inlineChannels>>

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
