import type { Device, WebPushSubscription } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifierFault, longestIdentifier } from '../../auth/identifiers.js'
import { instant } from '../../wire/values.js'
import type { DeviceRow } from './queries.js'

/** What a client calls the device it runs on; the vendor's clients make a UUID and keep it. */
export const deviceId: z.ZodType<string> = z
  .string()
  .superRefine((text, context) => {
    const message = identifierFault(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .meta({ minLength: 1, maxLength: longestIdentifier })

export const deviceParams = z.object({
  deviceId: deviceId.describe('The id that the client gave the device when it connected'),
})

const isHttps = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:'

/** Browsers write base64url without padding; both alphabets and padding are taken. */
const key = z
  .string()
  .max(255)
  .regex(/^[\w+/-]+={0,2}$/, 'must be base64url')

export const subscriptionBody: z.ZodType<WebPushSubscription> = z
  .object({
    endpoint: z.string().max(2048).refine(isHttps, 'must be an https address'),
    expirationTime: z.number().nullish(),
    keys: z.object({ p256dh: key, auth: key }),
  })
  .meta({ id: 'WebPushSubscription' }) as z.ZodType<WebPushSubscription>

/** The push address and its keys are not shown: whoever has them can write to the browser. */
export const deviceShape: z.ZodType<Device> = z
  .object({
    id: z.string(),
    deviceType: z.string().nullable(),
    browserType: z.string().nullable(),
    hasWebPush: z.boolean(),
    createdAt: instant,
    lastSeenAt: instant.describe('When it connected last, give or take a day'),
  })
  .meta({ id: 'Device' })

export const toWire = (row: DeviceRow): Device => ({
  id: row.id,
  deviceType: row.device_type,
  browserType: row.browser_type,
  hasWebPush: row.has_web_push,
  createdAt: row.created_at.toISOString(),
  lastSeenAt: row.last_seen_at.toISOString(),
})
