import { z } from 'zod'
import { answerOf, isSuccess, jsonOf } from '../answers.js'
import { type Calling, startAttempt } from '../attempt.js'
import { readUrl, secretsOfUrl } from '../secret-url.js'
import { shorten } from '../shorten.js'
import { type AddressOf, type Message, type Provider, SendFailure, type Sent } from '../types.js'
import { type Asking, findUserId, postMessage } from './api.js'
import type { ConfigSlack } from './config.js'
import { webhookFailure, who } from './errors.js'
import { createPeople } from './people.js'

/** Slack cuts longer texts by itself, within a word or an escape. */
const mostCharacters = 40_000

const postedAnswer = z.object({ ts: z.string() })

type Address = AddressOf['slack']

/**
 * Slack: incoming webhooks, and `chat.postMessage` to a channel, a user, or whoever has an e-mail. The text goes as it
 * is and nothing in it is escaped: authors of templates write mrkdwn, with links and mentions such as `<!here>`. It is
 * cut after 40,000 characters. Repeats carry the same `client_msg_id`; webhooks know none and may post twice when an
 * answer was lost. A user id is found by e-mail once a day.
 */
export const createSlack = (
  { name, token: ownToken, webhookUrl: ownWebhook, baseUrl }: ConfigSlack,
  calling: Calling,
): Provider<'slack'> => {
  const now = calling.now ?? (() => new Date())
  const people = createPeople(now)
  const tokenOf = (to: Address): string | undefined => to.accessToken ?? ownToken
  const webhookOf = (to: Address | null): string | undefined =>
    to ? ('webhookUrl' in to ? to.webhookUrl : undefined) : ownWebhook

  const sendByWebhook = async (webhookUrl: string, { id, to, content }: Message<'slack'>): Promise<Sent> => {
    const url = readUrl(webhookUrl, who)
    const secrets = secretsOfUrl(url)
    const answer = await startAttempt(calling)(
      {
        method: 'POST',
        url: url.href,
        headers: { 'content-type': 'application/json', 'idempotency-key': id },
        body: JSON.stringify({ text: shorten(content.text, mostCharacters) }),
      },
      { who, secrets },
    )
    if (!isSuccess(answer)) throw webhookFailure(answer, { secrets, isRecipients: to !== null, now: now() })
    return { kind: 'sent', providerId: null, answer: answerOf(answer, secrets) }
  }

  const post = async (asking: Asking, channel: string, text: string): Promise<Sent> => {
    const answer = await postMessage(asking, channel, shorten(text, mostCharacters))
    const { data: posted } = postedAnswer.safeParse(jsonOf(answer))
    return { kind: 'sent', providerId: posted?.ts ?? null, answer: answerOf(answer, [asking.token]) }
  }

  const postToPerson = async (asking: Asking, email: string, text: string): Promise<Sent> => {
    const known = people.find(asking.token, email)
    const userId = known ?? (await findUserId(asking, email))
    if (!known) people.keep(asking.token, email, userId)
    try {
      return await post(asking, userId, text)
    } catch (error) {
      if (!(error instanceof SendFailure) || error.kind !== 'gone') throw error
      people.forget(asking.token, email)
      // The e-mail may be somebody else's by now: the next attempt looks again.
      throw known ? new SendFailure('retry', error.message, { answer: error.answer }) : error
    }
  }

  return {
    name,
    channel: 'slack',
    hasOwnAddress: ownWebhook !== undefined,
    accepts: (to) => webhookOf(to) !== undefined || (to !== null && tokenOf(to) !== undefined),
    async send(message) {
      const { id, to, content } = message
      const webhookUrl = webhookOf(to)
      if (webhookUrl !== undefined) return await sendByWebhook(webhookUrl, message)
      const token = to && tokenOf(to)
      if (!to || !token) throw new SendFailure('refused', 'Slack needs a webhookUrl or a token')
      const asking: Asking = {
        baseUrl,
        call: startAttempt(calling),
        token,
        hasOwnToken: to.accessToken !== undefined,
        messageId: id,
        now: now(),
      }
      if ('channelId' in to) return await post(asking, to.channelId, content.text)
      if ('userId' in to) return await post(asking, to.userId, content.text)
      if ('email' in to) return await postToPerson(asking, to.email, content.text)
      throw new SendFailure('refused', 'Slack needs a channelId, userId or email')
    },
  }
}
