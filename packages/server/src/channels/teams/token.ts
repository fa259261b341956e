import { z } from 'zod'
import { failureOf, isSuccess, jsonOf } from '../answers.js'
import type { Call } from '../attempt.js'
import { createTokenCache, type TokenCache } from '../token-cache.js'

const who = 'Microsoft login'
const scope = 'https://api.botframework.com/.default'
const replacedBeforeEndMs = 5 * 60 * 1_000

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })
const errorAnswer = z.object({ error: z.string(), error_description: z.string().optional() })

/** A bot's access tokens, by its client secret. */
export const createTeamsTokens = (
  { loginUrl, appId, appPassword }: { loginUrl: string; appId: string; appPassword: string },
  now: () => Date,
): TokenCache => {
  const fetch = async (call: Call): Promise<{ text: string; lastsMs: number }> => {
    const reading = { who, secrets: [appPassword], now: now() }
    const answer = await call(
      {
        method: 'POST',
        url: loginUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: appId,
          client_secret: appPassword,
          scope,
        }).toString(),
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
