import type { OutboundAnswer } from '../../outbound/types.js'
import { answerOf, failureOf, isSuccess } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { readUrl, secretsOfUrl } from '../secret-url.js'
import { fitIntoBytes } from '../shorten.js'
import type { Message, Sent } from '../types.js'

export const who = 'Teams'
/** Teams takes about 28 KB. */
export const mostBytes = 28_000

/** What workflows that post "when a Teams webhook request is received" take: a message with one Adaptive Card. */
const card = (text: string): unknown => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [{ type: 'TextBlock', text, wrap: true }],
      },
    },
  ],
})

/** Posts to an incoming webhook, the recipient's or the configured one. */
export const sendByWebhook = async (
  webhookUrl: string,
  { id, to, content }: Message<'chat'>,
  calling: Calling,
): Promise<Sent> => {
  const url = readUrl(webhookUrl, who)
  const secrets = secretsOfUrl(url)
  const body = fitIntoBytes(content.text, { most: mostBytes, who, build: card })
  const given = await startAttempt(calling)(
    {
      method: 'POST',
      url: url.href,
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body,
    },
    { who, secrets },
  )
  const answer = meant(given)
  if (isSuccess(answer)) return { kind: 'sent', providerId: null, answer: answerOf(answer, secrets) }
  const now = calling.now?.()
  throw failureOf(answer, { who, secrets, gone: to ? [404, 410] : [], ...(now && { now }) })
}

/** Webhooks of connectors answer 200 with the status that was meant in a sentence. */
const meant = (answer: OutboundAnswer): OutboundAnswer => {
  const status = /\bHTTP error (\d{3})\b/.exec(answer.body.toString('utf8'))?.[1]
  return isSuccess(answer) && status ? { ...answer, status: Number(status) } : answer
}
