import { z } from 'zod'
import type { OutboundAnswer } from '../../outbound/types.js'
import { answerOf, failureOf, isSuccess, jsonOf, waitOf } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { messageUuid } from '../message-uuid.js'
import { readUrl, secretsOfUrl } from '../secret-url.js'
import { shorten } from '../shorten.js'
import { type Provider, SendFailure } from '../types.js'
import type { ConfigDiscord } from './config.js'

const who = 'Discord'
const mostCharacters = 2_000
const mostNonceCharacters = 25

const messageAnswer = z.object({ id: z.string() })
const errorAnswer = z.object({
  message: z.string().optional(),
  code: z.number().optional(),
  /** Seconds, with a fraction. */
  retry_after: z.number().optional(),
})

/**
 * Discord's Execute Webhook, waiting for the message. Its text is Markdown as the template's author wrote it, cut after
 * 2,000 characters; nobody is mentioned. Repeats carry the same `nonce`, which Discord documents for messages of bots
 * only: a webhook may post twice when an answer was lost.
 */
export const createDiscord = (
  { name, webhookUrl: own, username }: ConfigDiscord,
  calling: Calling,
): Provider<'discord'> => ({
  name,
  channel: 'discord',
  hasOwnAddress: own !== undefined,
  accepts: (to) => (to?.webhookUrl ?? own) !== undefined,
  async send({ id, to, content }) {
    const webhookUrl = to?.webhookUrl ?? own
    if (webhookUrl === undefined) throw new SendFailure('refused', 'Discord needs a webhookUrl')
    const url = readUrl(webhookUrl, who)
    const secrets = secretsOfUrl(url)
    url.searchParams.set('wait', 'true')

    const answer = await startAttempt(calling)(
      {
        method: 'POST',
        url: url.href,
        headers: { 'content-type': 'application/json', 'idempotency-key': id },
        body: JSON.stringify({
          content: shorten(content.text, mostCharacters),
          allowed_mentions: { parse: [] },
          nonce: messageUuid(id).replaceAll('-', '').slice(0, mostNonceCharacters),
          enforce_nonce: true,
          ...(username && { username }),
        }),
      },
      { who, secrets },
    )
    if (!isSuccess(answer)) throw refusal(answer, secrets, to !== null, calling.now?.())
    const { data: message } = messageAnswer.safeParse(jsonOf(answer))
    return { kind: 'sent', providerId: message?.id ?? null, answer: answerOf(answer, secrets) }
  },
})

/** A webhook that was removed answers 404, one whose token is wrong 401; the configured one stays where it is. */
const refusal = (
  answer: OutboundAnswer,
  secrets: string[],
  isRecipients: boolean,
  now?: Date,
): SendFailure => {
  const { data: said } = errorAnswer.safeParse(jsonOf(answer))
  return failureOf(answer, {
    who,
    secrets,
    gone: isRecipients ? [401, 404] : [],
    reason: said?.message,
    retryAfterMs: said?.retry_after === undefined ? null : waitOf(said.retry_after * 1_000),
    ...(now && { now }),
  })
}
