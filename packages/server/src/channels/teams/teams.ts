import type { Calling } from '../attempt.js'
import { type AddressOf, type Provider, SendFailure } from '../types.js'
import { createBot } from './bot.js'
import type { ConfigTeams } from './config.js'
import { sendByWebhook } from './webhook.js'

type Address = AddressOf['chat']

/**
 * Microsoft Teams: incoming webhooks, and a bot's conversations with a channel or a user. The text is Markdown as the
 * template's author wrote it; it is shortened until the message has 28,000 bytes. Teams knows no idempotency keys: one
 * goes along as a header, but after a lost answer a repeat may be posted twice.
 */
export const createTeams = (
  { name, webhookUrl: own, appId, appPassword, loginUrl, serviceHosts }: ConfigTeams,
  calling: Calling,
): Provider<'chat'> => {
  const bot =
    appId && appPassword ? createBot({ appId, appPassword, loginUrl, serviceHosts }, calling) : undefined
  const webhookOf = (to: Address | null): string | undefined =>
    to ? ('webhookUrl' in to ? to.webhookUrl : undefined) : own

  return {
    name,
    channel: 'chat',
    hasOwnAddress: own !== undefined,
    accepts: (to) => webhookOf(to) !== undefined || (to !== null && bot !== undefined),
    async send(message) {
      const { id, to, content } = message
      const webhookUrl = webhookOf(to)
      if (webhookUrl !== undefined) return await sendByWebhook(webhookUrl, message, calling)
      if (!bot || !to || 'webhookUrl' in to)
        throw new SendFailure('refused', 'Teams needs a webhookUrl, or a bot and its conversation')
      return await bot.post(to, content.text, id)
    },
  }
}
