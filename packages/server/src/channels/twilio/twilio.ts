import { z } from 'zod'
import type { OutboundAnswer } from '../../outbound/types.js'
import { answerOf, failureOf, isSuccess, jsonOf } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { below } from '../config.js'
import { shorten } from '../shorten.js'
import { type FailureKind, type Provider, SendFailure } from '../types.js'
import type { ConfigTwilio } from './config.js'

const who = 'Twilio'
/** Twilio's error 21617 says so. */
const mostCharacters = 1_600

const messageAnswer = z.object({ sid: z.string() })
const errorAnswer = z.object({ code: z.number().optional(), message: z.string().optional() })

/**
 * What Twilio's error codes say beside the status (twilio.com/docs/api/errors). Somebody who opted out is `gone`, not
 * `refused`: no other provider is to reach them against their wish.
 */
const kinds: ReadonlyMap<number, FailureKind> = new Map([
  [21211, 'gone'], // the number is none
  [21610, 'gone'], // its owner has unsubscribed
  [21614, 'gone'], // no mobile phone
  [63003, 'gone'], // WhatsApp knows nobody of that number
  [21611, 'retry'], // the sender's queue is full
  [30001, 'retry'], // the queue of the messaging service is full
  [63018, 'retry'], // WhatsApp's limit per second
])

/**
 * Twilio's Messages resource. A text is cut after 1,600 characters. Twilio promises no idempotency for it: the key goes
 * along, but after a lost answer a repeat may arrive twice.
 */
export const createTwilio = <Channel extends 'sms' | 'whatsapp'>(
  { name, channel, accountSid, authToken, apiKeySid, from, baseUrl }: ConfigTwilio<Channel>,
  calling: Calling,
): Provider<Channel> => {
  const url = below(baseUrl, `/2010-04-01/Accounts/${accountSid}/Messages.json`)
  const basic = Buffer.from(`${apiKeySid ?? accountSid}:${authToken}`).toString('base64')
  const secrets = [authToken, basic]
  const addressed = (phone: string): string =>
    channel === 'whatsapp' && !phone.startsWith('whatsapp:') ? `whatsapp:${phone}` : phone
  const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: addressed(from) }

  return {
    name,
    channel,
    accepts: (to) => to !== null,
    async send({ id, to, content }) {
      if (!to) throw new SendFailure('refused', 'Twilio needs a phoneNumber')
      const answer = await startAttempt(calling)(
        {
          method: 'POST',
          url,
          headers: {
            authorization: `Basic ${basic}`,
            'content-type': 'application/x-www-form-urlencoded',
            'idempotency-key': id,
            'i-twilio-idempotency-token': id,
          },
          body: new URLSearchParams({
            To: addressed(to.phoneNumber),
            ...sender,
            Body: shorten(content.text, mostCharacters),
          }).toString(),
        },
        { who, secrets },
      )
      if (!isSuccess(answer)) throw refusal(answer, secrets, calling.now?.())
      const { data: message } = messageAnswer.safeParse(jsonOf(answer))
      return { kind: 'sent', providerId: message?.sid ?? null, answer: answerOf(answer, secrets) }
    },
  }
}

const refusal = (answer: OutboundAnswer, secrets: string[], now?: Date): SendFailure => {
  const { data: said } = errorAnswer.safeParse(jsonOf(answer))
  const kind = kinds.get(said?.code ?? 0)
  return failureOf(answer, {
    who,
    secrets,
    reason: [said?.code, said?.message].filter((part) => part !== undefined).join(' '),
    ...(kind && { kind }),
    ...(now && { now }),
  })
}
