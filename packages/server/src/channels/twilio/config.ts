import { z } from 'zod'
import { httpUrl, secret } from '../config.js'

/** Twilio, for `sms` and for `whatsapp`. */
export const configTwilio = z.strictObject({
  accountSid: z
    .string()
    .regex(/^AC\w{1,62}$/, 'must begin with AC')
    .describe('The SID of the account, AC….'),
  authToken: secret.describe('Its auth token, or the secret of `apiKeySid`. A secret.'),
  apiKeySid: z
    .string()
    .regex(/^SK\w{1,62}$/, 'must begin with SK')
    .exactOptional()
    .describe('The SID of an API key, SK…, to sign in with instead of the account.'),
  from: z
    .string()
    .min(1)
    .max(100)
    .describe('Who sends: a phone number such as +15005550006, a sender name, or a messaging service, MG….'),
  baseUrl: httpUrl
    .default('https://api.twilio.com')
    .describe('Where the API is: another region, or a service that speaks the same.'),
})

export type ConfigTwilio<Channel extends 'sms' | 'whatsapp'> = z.output<typeof configTwilio> & {
  name: string
  channel: Channel
}
