import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { z } from 'zod'
import { failureOf, isSuccess, jsonOf } from '../answers.js'
import type { Call } from '../attempt.js'
import { createTokenCache, type TokenCache } from '../token-cache.js'
import type { ConfigFcm } from './config.js'

const who = 'Google'
const scope = 'https://www.googleapis.com/auth/firebase.messaging'
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const assertionLastsSeconds = 3_600
const replacedBeforeEndMs = 5 * 60 * 1_000

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })
const errorAnswer = z.object({ error: z.string(), error_description: z.string().optional() })

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
    const reading = { who, secrets: [assertion], now: now() }
    const answer = await call(
      {
        method: 'POST',
        url: tokenUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ grant_type: grant, assertion }).toString(),
      },
      reading,
    )
    const json = jsonOf(answer)
    const { data: token } = tokenAnswer.safeParse(json)
    if (isSuccess(answer) && token) return { text: token.access_token, lastsMs: token.expires_in * 1_000 }
    const { data: said } = errorAnswer.safeParse(json)
    throw failureOf(answer, {
      ...reading,
      reason: said?.error_description ?? said?.error ?? 'no access token',
    })
  }

  return createTokenCache({ fetch, early: replacedBeforeEndMs, now })
}
