import { z } from 'zod'
import { keepNewest } from '../../keep-newest.js'
import type { OutboundAnswer } from '../../outbound/types.js'
import { answerOf, failureOf, isSuccess, jsonOf } from '../answers.js'
import { type Call, type Calling, startAttempt } from '../attempt.js'
import { below } from '../config.js'
import { fitIntoBytes } from '../shorten.js'
import type { Token } from '../token-cache.js'
import { type AddressOf, type FailureKind, SendFailure, type Sent } from '../types.js'
import { readServiceUrl } from './service-hosts.js'
import { createTeamsTokens } from './token.js'
import { mostBytes, who } from './webhook.js'

const mostConversations = 10_000

const created = z.object({ id: z.string() })
const errorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) })

/** What the Bot Connector's codes say beside the status. */
const kinds: ReadonlyMap<string, FailureKind> = new Map([
  ['ConversationNotFound', 'gone'],
  ['BotNotInConversationRoster', 'gone'],
  ['ConversationBlockedByUser', 'gone'],
  ['MessageWritesBlocked', 'gone'],
  // Two calls at a time for one conversation.
  ['PreconditionFailed', 'retry'],
])

export type BotAddress = Exclude<AddressOf['chat'], { webhookUrl: string }>

export interface Bot {
  post(to: BotAddress, text: string, messageId: string): Promise<Sent>
}

/** One attempt's way to the Bot Connector. */
interface Road {
  call: Call
  token: Token
  /** Of the Bot Connector, `…/v3`. */
  base: string
  messageId: string
}

/** Posts to conversations of a bot. A user's conversation is asked for once; it stays the same one. */
export const createBot = (
  config: { appId: string; appPassword: string; loginUrl: string; serviceHosts: readonly string[] },
  calling: Calling,
): Bot => {
  const now = calling.now ?? (() => new Date())
  const tokens = createTeamsTokens(config, now)
  const conversations = new Map<string, string>()

  const ask = async (
    { call, token, base, messageId }: Road,
    path: string,
    body: string,
  ): Promise<OutboundAnswer> => {
    const secrets = [token.text]
    const headers = {
      authorization: `Bearer ${token.text}`,
      'content-type': 'application/json',
      'idempotency-key': messageId,
    }
    const answer = await call({ method: 'POST', url: below(base, path), headers, body }, { who, secrets })
    if (isSuccess(answer)) return answer
    if (answer.status === 401) tokens.drop(token)
    throw refusal(answer, token, now())
  }

  const createConversation = async (
    road: Road,
    to: { userId: string; tenantId: string },
  ): Promise<string> => {
    const body = JSON.stringify({
      bot: { id: `28:${config.appId}` },
      members: [{ id: to.userId }],
      channelData: { tenant: { id: to.tenantId } },
      tenantId: to.tenantId,
      isGroup: false,
    })
    const answer = await ask(road, '/conversations', body)
    const { data: conversation } = created.safeParse(jsonOf(answer))
    if (conversation) return conversation.id
    throw failureOf(answer, { who, secrets: [road.token.text], reason: 'no conversation' })
  }

  const say = async (road: Road, conversationId: string, body: string): Promise<Sent> => {
    const path = `/conversations/${encodeURIComponent(conversationId)}/activities`
    const answer = await ask(road, path, body)
    const { data: activity } = created.safeParse(jsonOf(answer))
    return { kind: 'sent', providerId: activity?.id ?? null, answer: answerOf(answer, [road.token.text]) }
  }

  const sayToUser = async (
    road: Road,
    to: { userId: string; tenantId: string },
    body: string,
  ): Promise<Sent> => {
    const key = JSON.stringify([road.base, to.tenantId, to.userId])
    const known = conversations.get(key)
    const conversationId = known ?? (await createConversation(road, to))
    keepNewest(conversations, key, conversationId, mostConversations)
    try {
      return await say(road, conversationId, body)
    } catch (error) {
      if (!(error instanceof SendFailure) || error.kind !== 'gone') throw error
      conversations.delete(key)
      // The next attempt asks for the conversation again, and hears whether the user is there.
      throw known ? new SendFailure('retry', error.message, { answer: error.answer }) : error
    }
  }

  return {
    async post(to, text, messageId) {
      const base = below(readServiceUrl(to.serviceUrl, config.serviceHosts), '/v3')
      const body = fitIntoBytes(text, {
        most: mostBytes,
        who,
        build: (said) => ({ type: 'message', textFormat: 'markdown', text: said }),
      })
      const call = startAttempt(calling)
      const road: Road = { call, token: await tokens.get(call), base, messageId }
      return 'conversationId' in to
        ? await say(road, to.conversationId, body)
        : await sayToUser(road, to, body)
    },
  }
}

const refusal = (answer: OutboundAnswer, token: Token, now: Date): SendFailure => {
  const said = errorAnswer.safeParse(jsonOf(answer)).data?.error
  // A token that had been taken before has ended early; what is wrong with a new one stays so.
  const isEnded = answer.status === 401 && !token.isNew
  const kind = isEnded ? 'retry' : kinds.get(said?.code ?? '')
  return failureOf(answer, {
    who,
    secrets: [token.text],
    now,
    reason: said && [said.code, said.message].filter(Boolean).join(' '),
    ...(kind && { kind }),
  })
}
