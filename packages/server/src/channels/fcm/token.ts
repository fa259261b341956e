import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { fetchAccessToken, replacedBeforeEndMs } from '../access-token.js'
import type { Call } from '../attempt.js'
import { createTokenCache, type TokenCache } from '../token-cache.js'
import type { ConfigFcm } from './config.js'

const who = 'Google'
const scope = 'https://www.googleapis.com/auth/firebase.messaging'
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const assertionLastsSeconds = 3_600

/**
 * Access tokens by a service account's own signature (RFC 7523), as Google's OAuth server takes them. A new one is
 * fetched 5 minutes before the end of the last, by one send for all.
 */
export const createFcmTokens = (
  { serviceAccount, tokenUrl = serviceAccount.token_uri }: Pick<ConfigFcm, 'serviceAccount' | 'tokenUrl'>,
  now: () => Date,
): TokenCache => {
  const key = createPrivateKey(serviceAccount.private_key)

  const sign = async (): Promise<string> => {
    const seconds = Math.floor(now().getTime() / 1_000)
    return await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(serviceAccount.client_email)
      .setAudience(tokenUrl)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + assertionLastsSeconds)
      .sign(key)
  }

  const fetch = async (call: Call): Promise<{ text: string; lastsMs: number }> => {
    const assertion = await sign()
    const form = { grant_type: grant, assertion }
    return fetchAccessToken(call, { who, url: tokenUrl, form, secrets: [assertion], now: now() })
  }

  return createTokenCache({ fetch, early: replacedBeforeEndMs, now })
}
