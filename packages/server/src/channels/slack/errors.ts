import { z } from 'zod'
import type { OutboundAnswer } from '../../outbound/types.js'
import { failureOf, jsonOf, type Reading } from '../answers.js'
import type { FailureKind, SendFailure } from '../types.js'

export const who = 'Slack'

const errorAnswer = z.object({ error: z.string() })

/**
 * What `error` of an answer with `ok: false` means (docs.slack.dev, chat.postMessage). Whatever is not here stays as it
 * is: `invalid_auth`, `missing_scope`, `not_in_channel`, `users_not_found` and others are refused. An e-mail that one
 * workspace does not know may be known to the next one.
 */
const kinds: ReadonlyMap<string, FailureKind> = new Map([
  ['channel_not_found', 'gone'],
  ['user_not_found', 'gone'],
  ['is_archived', 'gone'],
  ['ratelimited', 'retry'],
  ['rate_limited', 'retry'],
  ['message_limit_exceeded', 'retry'],
  ['fatal_error', 'retry'],
  ['internal_error', 'retry'],
  ['service_unavailable', 'retry'],
  ['request_timeout', 'retry'],
  ['team_added_to_org', 'retry'],
])

/** An access token that came with the address and ended: the app was removed from that workspace. */
const installationEnded: ReadonlySet<string> = new Set(['account_inactive', 'token_revoked'])

/** An answer of the Web API: 200 even where `ok` is false, or 429. */
export const apiFailure = (
  answer: OutboundAnswer,
  { hasOwnToken, ...reading }: Pick<Reading, 'secrets' | 'now'> & { hasOwnToken: boolean },
): SendFailure => {
  const error = errorAnswer.safeParse(jsonOf(answer)).data?.error
  const kind = hasOwnToken && installationEnded.has(error ?? '') ? 'gone' : kinds.get(error ?? '')
  return failureOf(answer, { who, ...reading, reason: error, ...(kind && { kind }) })
}

/** An answer of an incoming webhook: a status, and a word as text, such as `no_service`. */
export const webhookFailure = (
  answer: OutboundAnswer,
  { isRecipients, ...reading }: Pick<Reading, 'secrets' | 'now'> & { isRecipients: boolean },
): SendFailure => {
  const word = /^[a-z_]+$/.exec(answer.body.toString('utf8').trim())?.[0]
  const isGone = [404, 410].includes(answer.status) || word === 'invalid_token'
  return failureOf(answer, {
    who,
    ...reading,
    reason: word,
    ...(isGone && { kind: isRecipients ? 'gone' : 'refused' }),
  })
}
