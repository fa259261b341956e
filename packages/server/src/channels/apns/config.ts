import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { httpUrl } from '../config.js'

const isPrivateKey = (pem: string): boolean => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem)
    return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

/** An environment file keeps a PEM text on one line. */
const onLines = (text: string): string => text.replaceAll('\\n', '\n')

const hourSeconds = 3_600

/** Apple Push Notification service, with a token key. */
export const configApns = z.strictObject({
  teamId: z.string().min(1).max(20).describe('The team of the developer account, 10 characters.'),
  keyId: z.string().min(1).max(20).describe('The id of the key, 10 characters.'),
  privateKey: z
    .string()
    .transform(onLines)
    .refine(isPrivateKey, 'must be a P-256 key as PEM text, such as the .p8 file')
    .describe('The key: the text of the .p8 file. A secret.'),
  bundleId: z
    .string()
    .regex(/^[\w.-]{1,255}$/, 'must be letters, digits, ".", "_" and "-"')
    .describe('The app, for devices that name none.'),
  sound: z
    .string()
    .min(1)
    .exactOptional()
    .describe('The sound that a notification makes, such as "default"; none when absent.'),
  expiresAfterSeconds: z
    .int()
    .min(0)
    .max(30 * 24 * hourSeconds)
    .default(24 * hourSeconds)
    .describe('How long Apple keeps a notification for a device that is off; 0 = it does not.'),
  baseUrl: httpUrl
    .default('https://api.push.apple.com')
    .describe(
      'Where the API is: https://api.sandbox.push.apple.com for apps from Xcode. It may be a private address.',
    ),
})

export type ConfigApns = z.output<typeof configApns> & { name: string }
