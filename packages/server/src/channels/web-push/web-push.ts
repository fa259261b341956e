import webPush from 'web-push'
import { answerOf, failureOf, isSuccess } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { messageUuid } from '../message-uuid.js'
import { readUrl, secretsOfUrl } from '../secret-url.js'
import { type Message, type Provider, SendFailure } from '../types.js'
import type { ConfigWebPush } from './config.js'
import { payloadOf } from './payload.js'
import type { VapidKeys } from './vapid.js'

const who = 'The push service'
/** Was shut down in 2019, and knew nothing of VAPID. */
const oldService = 'https://android.googleapis.com/gcm/send'

export interface WebPush extends Provider<'webPush'> {
  /** What browsers need to subscribe. */
  publicKey: string
}

/**
 * The push services of browsers, by VAPID (RFC 8292) and aes128gcm (RFC 8291). Every attempt has the same topic, so
 * that a repeat takes the place of a message that still waits for its browser. @throws Error for keys that are none
 */
export const createWebPush = (
  { name, subject, ttlSeconds, urgency }: ConfigWebPush,
  { publicKey, privateKey }: VapidKeys,
  calling: Calling,
): WebPush => {
  const vapidDetails = { subject, publicKey, privateKey }
  webPush.getVapidHeaders('https://push.test', subject, publicKey, privateKey, 'aes128gcm')

  /** @throws SendFailure `gone` for keys that no browser has made */
  const requestFor = (to: NonNullable<Message<'webPush'>['to']>, id: string, payload: string) => {
    try {
      const topic = messageUuid(id).replaceAll('-', '')
      return webPush.generateRequestDetails(to, payload, { vapidDetails, TTL: ttlSeconds, urgency, topic })
    } catch {
      throw new SendFailure('gone', 'The keys of the push subscription cannot be used')
    }
  }

  return {
    name,
    channel: 'webPush',
    publicKey,
    accepts: (to) => to !== null,
    async send({ id, to, content }) {
      if (!to) throw new SendFailure('refused', 'A push message needs a subscription')
      if (to.endpoint.startsWith(oldService))
        throw new SendFailure('gone', 'The push service of this subscription has been shut down')
      const url = readUrl(to.endpoint, who)
      const payload = payloadOf(id, content)
      if (payload === null)
        throw new SendFailure('refused', 'A push message is at most 4 kB, its URLs included')
      const { headers, body } = requestFor(to, id, payload)
      const secrets = [to.endpoint, ...secretsOfUrl(url), to.keys.auth]
      const answer = await startAttempt(calling)(
        { method: 'POST', url: url.href, headers: ownHeaders(headers), ...(body && { body }) },
        { who, secrets },
      )
      if (isSuccess(answer)) return { kind: 'sent', providerId: null, answer: answerOf(answer, secrets) }
      const now = calling.now?.()
      throw failureOf(answer, { who, secrets, gone: [404, 410], ...(now && { now }) })
    },
  }
}

/** As text, and without the length, which whoever sends counts. */
const ownHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)])
      .filter(([name]) => name !== 'content-length'),
  )
