import { inspect } from 'node:util'
import { shorten } from '../shorten.js'
import type { Address, Content, Message, OutsideChannel, Provider } from '../types.js'

const mostCharacters = 200
const keptOfTokens = 6
/** Letters and signs in a row that nobody says or reads, where digits are among them: tokens and keys, also in links. */
const longWord = /[\w+~-]{24,}/g

/** What a configured provider of these would post to without an address of the recipient's. */
const postsByItself: ReadonlySet<OutsideChannel> = new Set(['slack', 'chat', 'discord', 'webhook'])

/** Writes what would have gone out, for channels without a provider: one line for each message, and that is all. */
export const createConsole = <Channel extends OutsideChannel>(
  channel: Channel,
  write: (line: string) => void,
): Provider<Channel> => ({
  name: 'console',
  channel,
  hasOwnAddress: postsByItself.has(channel),
  send(message) {
    write(lineOf(message))
    return Promise.resolve({ kind: 'sent', providerId: null, answer: { text: 'written to the log' } })
  },
})

const lineOf = ({ channel, to, content, files, about }: Message): string => {
  const { recipient, workflow, requestId } = about
  const attached = files.length === 0 ? '' : `, ${files.length === 1 ? '1 file' : `${files.length} files`}`
  return (
    `${channel} to ${oneLine(recipient)} (${addressOf(to)}): ${textOf(content)}${attached}` +
    ` [${workflow === null ? '' : `${oneLine(workflow)}, `}request ${requestId}; no provider is configured]`
  )
}

/** What is no secret of an address. Push subscriptions, tokens and webhooks are: whoever has one can write there. */
const addressOf = (to: Address | null): string => {
  if (to === null) return 'no address'
  if ('email' in to) return oneLine(to.email)
  if ('phoneNumber' in to) return oneLine(to.phoneNumber)
  if ('token' in to) return `${to.provider} ${to.token.slice(0, keptOfTokens)}…`
  if ('userId' in to) return `user ${oneLine(to.userId)}`
  if ('channelId' in to) return `channel ${oneLine(to.channelId)}`
  if ('conversationId' in to) return `conversation ${oneLine(to.conversationId)}`
  const url = 'endpoint' in to ? to.endpoint : 'webhookUrl' in to ? to.webhookUrl : to.url
  return URL.canParse(url) ? `${new URL(url).origin}/…` : 'an address that cannot be read'
}

const textOf = (content: Content): string => {
  if ('subject' in content) return quoted(content.subject, content.text ?? plain(content.html ?? ''))
  if ('title' in content) return quoted(content.title, content.body)
  return quoted('text' in content ? content.text : content.body)
}

const quoted = (...texts: string[]): string =>
  texts
    .filter((text) => text !== '')
    .map((text) => inspect(shorten(oneLine(text), mostCharacters)))
    .join(' – ')

const plain = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').trim()

/** Neither a line break that makes a second line, nor a control character that a terminal obeys, nor a token. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll(longWord, (word) => (/\d/.test(word) ? `${word.slice(0, keptOfTokens)}…` : word))
    .trim()
