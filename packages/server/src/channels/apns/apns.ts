import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { z } from 'zod'
import type { OutboundAnswer } from '../../outbound/types.js'
import { answerOf, failureOf, isSuccess, jsonOf, noAnswerOf } from '../answers.js'
import { type Calling, longestAttemptMs } from '../attempt.js'
import { messageUuid } from '../message-uuid.js'
import { fitIntoBytes } from '../shorten.js'
import { createTokenCache, type Token, type TokenCache } from '../token-cache.js'
import { type FailureKind, type Message, type Provider, SendFailure } from '../types.js'
import type { ConfigApns } from './config.js'
import { createSession } from './session.js'

const who = 'APNs'
const mostBytes = 4_096
/** Apple takes a token for an hour, and refuses new ones more often than every 20 minutes. */
const tokenLastsMs = 40 * 60 * 1_000

const errorAnswer = z.object({ reason: z.string() })

/** What Apple's reasons say beside the status. */
const kinds: ReadonlyMap<string, FailureKind> = new Map([
  ['BadDeviceToken', 'gone'],
  ['Unregistered', 'gone'],
  ['ExpiredToken', 'gone'],
  // Another one is made for the next attempt.
  ['ExpiredProviderToken', 'retry'],
])

/**
 * Apple's provider API over one HTTP/2 connection, with a token that is signed anew every 40 minutes. The body is
 * shortened until the payload fits into 4,096 bytes. A repeat has the same `apns-id`, and replaces the first one on the
 * device by its collapse id. The address is the operator's own setting: it is called as it is, private or not.
 */
export const createApns = (
  config: ConfigApns,
  { now = () => new Date(), timeoutMs = longestAttemptMs }: Omit<Calling, 'outbound'> = {},
): Provider<'mobilePush'> => {
  const session = createSession(config.baseUrl, now)
  const tokens = createTokens(config, now)

  return {
    name: config.name,
    channel: 'mobilePush',
    accepts: (to) => to?.provider === 'apns',
    async send(message) {
      const { to, content } = message
      if (to?.provider !== 'apns') throw new SendFailure('refused', 'APNs needs a token of APNs')
      const topic = topicOf(to.bundleId ?? config.bundleId)
      const body = fitIntoBytes(content.body, {
        most: mostBytes,
        who,
        build: (text) => payload(message, text, config.sound),
      })
      const token = await tokens.get(noCall)
      const secrets = [token.text]
      const id = messageUuid(message.id)
      const expiresAt = Math.floor(now().getTime() / 1_000) + config.expiresAfterSeconds
      const request = {
        path: `/3/device/${encodeURIComponent(to.token)}`,
        headers: {
          authorization: `bearer ${token.text}`,
          'content-type': 'application/json',
          'apns-topic': topic,
          'apns-id': id,
          'apns-collapse-id': id,
          'apns-push-type': 'alert',
          'apns-priority': '10',
          'apns-expiration': String(config.expiresAfterSeconds && expiresAt),
          'idempotency-key': message.id,
        },
        body,
        timeoutMs,
      }
      const answer = await session.post(request).catch((error: unknown) => {
        throw noAnswerOf(error, { who, secrets })
      })
      if (isSuccess(answer))
        return {
          kind: 'sent',
          providerId: answer.headers['apns-id'] ?? id,
          answer: answerOf(answer, secrets),
        }
      const failure = refusal(answer, token, now())
      if (failure.kind === 'retry' && answer.status === 403) tokens.drop(token)
      throw failure
    },
    close: () => session.close(),
  }
}

/** The tokens are signed here, without a call. */
const noCall = (): never => {
  throw new Error('tokens of APNs are not fetched')
}

const createTokens = ({ privateKey, keyId, teamId }: ConfigApns, now: () => Date): TokenCache => {
  const key = createPrivateKey(privateKey)
  const fetch = async (): Promise<{ text: string; lastsMs: number }> => ({
    text: await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(teamId)
      .setIssuedAt(Math.floor(now().getTime() / 1_000))
      .sign(key),
    lastsMs: tokenLastsMs,
  })
  return createTokenCache({ fetch, early: 0, now })
}

const topicOf = (bundleId: string): string => {
  if (/^[\w.-]{1,255}$/.test(bundleId)) return bundleId
  throw new SendFailure('refused', 'APNs needs a bundleId of letters, digits, dots and dashes')
}

const payload = (
  { id, content }: Message<'mobilePush'>,
  body: string,
  sound: string | undefined,
): unknown => ({
  aps: {
    alert: { title: content.title, body },
    ...(sound && { sound }),
    // Lets the app's own extension load the picture.
    ...(content.icon !== null && { 'mutable-content': 1 }),
  },
  messageId: id,
  ...(content.url !== null && { url: content.url }),
  ...(content.icon !== null && { icon: content.icon }),
})

const refusal = (answer: OutboundAnswer, token: Token, now: Date): SendFailure => {
  const reason = errorAnswer.safeParse(jsonOf(answer)).data?.reason
  const kind = kinds.get(reason ?? '')
  return failureOf(answer, {
    who,
    secrets: [token.text],
    gone: [410],
    reason,
    now,
    ...(kind && { kind }),
  })
}
