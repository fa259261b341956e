import { z } from 'zod'
import type { OutboundAnswer } from '../../outbound/types.js'
import { answerOf, failureOf, isSuccess, jsonOf, retryAfterOf } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { below } from '../config.js'
import { messageUuid } from '../message-uuid.js'
import { fitIntoBytes } from '../shorten.js'
import type { Token } from '../token-cache.js'
import { type FailureKind, type Message, type Provider, SendFailure } from '../types.js'
import type { ConfigFcm } from './config.js'
import { createFcmTokens } from './token.js'

const who = 'FCM'
/** FCM takes 4,096 bytes of payload; what surrounds it here counts as well, to be on the safe side. */
const mostBytes = 4_096
/** Where a quota is used up and FCM does not say for how long. */
const quotaWaitMs = 60_000

const messageAnswer = z.object({ name: z.string() })
const errorAnswer = z.object({
  error: z.object({
    message: z.string().optional(),
    status: z.string().optional(),
    details: z.array(z.looseObject({ errorCode: z.string().optional() })).optional(),
  }),
})

/**
 * FCM's HTTP v1 API. The body is shortened until the message fits into FCM's 4,096 bytes. FCM knows no idempotency
 * keys, but a repeat replaces the first one on the device: both carry the same tag and collapse id.
 */
export const createFcm = (config: ConfigFcm, calling: Calling): Provider<'mobilePush'> => {
  const { name, serviceAccount, projectId = serviceAccount.project_id, baseUrl } = config
  const now = calling.now ?? (() => new Date())
  const tokens = createFcmTokens(config, now)
  const url = below(baseUrl, `/v1/projects/${encodeURIComponent(projectId)}/messages:send`)

  return {
    name,
    channel: 'mobilePush',
    accepts: (to) => to?.provider === 'fcm',
    async send(message) {
      const { id, to } = message
      if (to?.provider !== 'fcm') throw new SendFailure('refused', 'FCM needs a token of FCM')
      const body = fitIntoBytes(message.content.body, {
        most: mostBytes,
        who,
        build: (text) => ({ message: payload(to.token, message, text) }),
      })
      const call = startAttempt(calling)
      const token = await tokens.get(call)
      const secrets = [token.text]
      const answer = await call(
        {
          method: 'POST',
          url,
          headers: {
            authorization: `Bearer ${token.text}`,
            'content-type': 'application/json',
            'idempotency-key': id,
          },
          body,
        },
        { who, secrets },
      )
      if (isSuccess(answer)) {
        const { data: sent } = messageAnswer.safeParse(jsonOf(answer))
        return { kind: 'sent', providerId: sent?.name ?? null, answer: answerOf(answer, secrets) }
      }
      if (answer.status === 401) tokens.drop(token)
      throw refusal(answer, token, now())
    },
  }
}

const payload = (token: string, { id, content }: Message<'mobilePush'>, body: string): unknown => {
  const repeated = messageUuid(id)
  const isPicture = content.icon !== null && /^https?:/.test(content.icon)
  return {
    token,
    notification: { title: content.title, body, ...(isPicture && { image: content.icon }) },
    data: { messageId: id, ...(content.url !== null && { url: content.url }) },
    android: { notification: { tag: repeated } },
    apns: { headers: { 'apns-collapse-id': repeated } },
  }
}

const refusal = (answer: OutboundAnswer, token: Token, now: Date): SendFailure => {
  const { data: said } = errorAnswer.safeParse(jsonOf(answer))
  const code = said?.error.details?.find(({ errorCode }) => errorCode)?.errorCode ?? said?.error.status
  const message = said?.error.message
  const kind = kindOf(answer.status, code, message, token)
  const isQuota = answer.status === 429 || code === 'QUOTA_EXCEEDED'
  return failureOf(answer, {
    who,
    secrets: [token.text],
    now,
    reason: [code, message].filter((part) => part !== undefined).join(' '),
    retryAfterMs: retryAfterOf(answer.headers, now) ?? (isQuota ? quotaWaitMs : null),
    ...(kind && { kind }),
  })
}

/** What the code says beside the status. Only its text tells a token that is none from another wrong argument. */
const kindOf = (
  status: number,
  code: string | undefined,
  message: string | undefined,
  token: Token,
): FailureKind | undefined => {
  if (code === 'UNREGISTERED') return 'gone'
  if (code === 'INVALID_ARGUMENT' && message?.includes('not a valid FCM registration token')) return 'gone'
  if (code === 'QUOTA_EXCEEDED') return 'retry'
  // A token of ours that had been taken before has ended early; what is wrong with a new one stays so.
  if (status === 401 && code !== 'THIRD_PARTY_AUTH_ERROR' && !token.isNew) return 'retry'
  return undefined
}
