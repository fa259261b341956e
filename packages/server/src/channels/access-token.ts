import { z } from 'zod'
import { failureOf, isSuccess, jsonOf } from './answers.js'
import type { Call } from './attempt.js'

/** Tokens are replaced so long before their end. */
export const replacedBeforeEndMs = 5 * 60 * 1_000

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })
const errorAnswer = z.object({ error: z.string(), error_description: z.string().optional() })

/** What an OAuth server is asked for a token with. */
export interface TokenRequest {
  /** Whose server it is, for messages. */
  who: string
  url: string
  form: Readonly<Record<string, string>>
  /** Values of the form that must not show. */
  secrets: readonly string[]
  now: Date
}

/** Asks an OAuth server for an access token. @throws SendFailure in the server's own words */
export const fetchAccessToken = async (
  call: Call,
  { url, form, ...reading }: TokenRequest,
): Promise<{ text: string; lastsMs: number }> => {
  const answer = await call(
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
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
