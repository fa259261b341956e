import { z } from 'zod'

const isSubject = (text: string): boolean =>
  /^mailto:[^\s@]+@[^\s@]+$/.test(text) || (URL.canParse(text) && new URL(text).protocol === 'https:')

const longestTtlSeconds = 28 * 24 * 60 * 60
const urgencies = ['very-low', 'low', 'normal', 'high'] as const

/** The push services of browsers, for `webPush`. */
export const configWebPush = z
  .strictObject({
    subject: z
      .string()
      .refine(isSubject, 'must be mailto:you@example.com or an https:// address')
      .describe('Where a push service reaches you when something is wrong: mailto: or https://.'),
    publicKey: z
      .string()
      .regex(/^[\w-]{87}$/, 'must be a VAPID public key: 87 characters of base64url')
      .exactOptional()
      .describe('A VAPID key pair of your own, such as that of a system you come from; else one is made.'),
    privateKey: z
      .string()
      .regex(/^[\w-]{43}$/, 'must be a VAPID private key: 43 characters of base64url')
      .exactOptional()
      .describe('The other half of the pair. A secret.'),
    ttlSeconds: z
      .int()
      .min(0)
      .max(longestTtlSeconds)
      .default(24 * 60 * 60)
      .describe('How long a push service keeps a message for a browser that is off; 86400 is a day.'),
    urgency: z
      .enum(urgencies)
      .default('normal')
      .describe(`How much a device that saves power is to be woken: ${urgencies.join(', ')}.`),
  })
  .refine(({ publicKey, privateKey }) => (publicKey === undefined) === (privateKey === undefined), {
    path: ['privateKey'],
    message: 'must come with "publicKey", and that with this one',
  })

export type ConfigWebPush = z.output<typeof configWebPush> & { name: string }
