import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { httpUrl } from '../config.js'

const isPrivateKey = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

/** What the Firebase console gives as a JSON file. It holds more than is needed here. */
const serviceAccount = z.object({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().refine(isPrivateKey, 'must be an RSA key as PEM text'),
  token_uri: httpUrl.default('https://oauth2.googleapis.com/token'),
})

const parsed = (given: unknown): unknown => {
  if (typeof given !== 'string') return given
  try {
    return JSON.parse(given)
  } catch {
    return undefined
  }
}

/** Firebase Cloud Messaging, HTTP v1. */
export const configFcm = z.strictObject({
  serviceAccount: z
    .preprocess(parsed, serviceAccount)
    .describe(
      'The service account: the JSON file of the Firebase console, as an object or as text. A secret.',
    ),
  projectId: z
    .string()
    .min(1)
    .exactOptional()
    .describe('The Firebase project, when it is not the project of the service account.'),
  tokenUrl: httpUrl
    .exactOptional()
    .describe('Where access tokens are fetched, when it is not what the service account names.'),
  baseUrl: httpUrl.default('https://fcm.googleapis.com').describe('Where the API is.'),
})

export type ConfigFcm = z.output<typeof configFcm> & { name: string }
