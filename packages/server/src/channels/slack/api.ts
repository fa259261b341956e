import { z } from 'zod'
import type { OutboundAnswer } from '../../outbound/types.js'
import { isSuccess, jsonOf } from '../answers.js'
import type { Call } from '../attempt.js'
import { below } from '../config.js'
import { messageUuid } from '../message-uuid.js'
import { apiFailure, who } from './errors.js'

/** Who asks the Web API, and for which message. */
export interface Asking {
  baseUrl: string
  call: Call
  token: string
  /** The token came with the address. */
  hasOwnToken: boolean
  messageId: string
  now: Date
}

const okAnswer = z.object({ ok: z.literal(true) })
const foundAnswer = z.object({ user: z.object({ id: z.string() }) })

const ask = async (
  { baseUrl, call, token, hasOwnToken, messageId, now }: Asking,
  { method, type, body }: { method: string; type: string; body: string },
): Promise<OutboundAnswer> => {
  const secrets = [token]
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': type,
    'idempotency-key': messageId,
  }
  const answer = await call({ method: 'POST', url: below(baseUrl, method), headers, body }, { who, secrets })
  if (isSuccess(answer) && okAnswer.safeParse(jsonOf(answer)).success) return answer
  throw apiFailure(answer, { secrets, hasOwnToken, now })
}

/** The id of whoever has an e-mail. Looks it up anew. */
export const findUserId = async (asking: Asking, email: string): Promise<string> => {
  const answer = await ask(asking, {
    method: '/users.lookupByEmail',
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ email }).toString(),
  })
  const { data: found } = foundAnswer.safeParse(jsonOf(answer))
  if (found) return found.user.id
  throw apiFailure(answer, { secrets: [asking.token], hasOwnToken: asking.hasOwnToken, now: asking.now })
}

/** Posts to a channel; the id of a user in its place is a direct message. */
export const postMessage = async (asking: Asking, channel: string, text: string): Promise<OutboundAnswer> =>
  await ask(asking, {
    method: '/chat.postMessage',
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ channel, text, client_msg_id: messageUuid(asking.messageId) }),
  })
