import { signHeaders } from '../../outbound/sign.js'
import { answerOf, failureOf, isSuccess } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { readUrl, secretsOfUrl } from '../secret-url.js'
import { type Message, type Provider, SendFailure } from '../types.js'
import type { ConfigWebhook } from './config.js'

const who = 'The webhook'

/**
 * Posts `{ id, recipient, about, body }` to a server of the app's own, signed. `id` is the same for every attempt;
 * `body` is what the template says, parsed where it is JSON.
 */
export const createWebhook = (
  { name, url: own, secret }: ConfigWebhook,
  calling: Calling,
): Provider<'webhook'> => ({
  name,
  channel: 'webhook',
  hasOwnAddress: own !== undefined,
  accepts: (to) => (to?.url ?? own) !== undefined,
  async send(message) {
    const target = message.to?.url ?? own
    if (target === undefined) throw new SendFailure('refused', 'The webhook needs a url')
    const url = readUrl(target, who)
    const secrets = [secret, ...secretsOfUrl(url)]
    const body = bodyOf(message)
    const answer = await startAttempt(calling)(
      {
        method: 'POST',
        url: url.href,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': message.id,
          ...signHeaders(secret, message.id, calling.now?.() ?? new Date(), body),
        },
        body,
      },
      { who, secrets },
    )
    if (isSuccess(answer)) return { kind: 'sent', providerId: null, answer: answerOf(answer, secrets) }
    const now = calling.now?.()
    // The configured one stays where it is: its other recipients are not gone.
    const gone = message.to === null ? [] : [410]
    throw failureOf(answer, { who, secrets, gone, ...(now && { now }) })
  },
})

const bodyOf = ({ id, content, about }: Message<'webhook'>): string => {
  const { recipient, ...rest } = about
  return JSON.stringify({ id, recipient, about: rest, body: parsed(content.body) })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
