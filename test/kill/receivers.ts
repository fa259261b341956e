import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { createAnswers } from './answers.js'

/** A message as it came in, however often. */
export interface Message {
  to: string
  says: string
  times: number
}

/** Somebody on loopback who takes messages for others. */
export interface Receiver {
  /** Of the provider by which the server with this number sends to it. */
  provider(server: number): object
  /** By idempotency key. */
  messages: Map<string, Message>
  /** Sentences about messages that contradict themselves. */
  faults: string[]
  /** From now on nothing is answered. @returns the number of a server whose message is here and waits for its answer */
  withhold(): Promise<number>
  /** Everything is answered again. @returns the keys of what waited and came from `dead`, and never was answered */
  answerAll(dead: number): string[]
  close(): Promise<void>
}

/** What came is noted before it is answered: who dies in between has to send it again. */
const answerMs = 250

const take = (
  { messages, faults }: Pick<Receiver, 'messages' | 'faults'>,
  key: string | undefined,
  to: string,
  says: string,
): void => {
  if (key === undefined) return void faults.push(`${to} got "${says}" without an idempotency key`)
  const known = messages.get(key)
  if (known && (known.to !== to || known.says !== says))
    faults.push(`${key} is "${known.says}" to ${known.to} and "${says}" to ${to}`)
  messages.set(key, { to, says, times: (known?.times ?? 0) + 1 })
}

/** `undefined` = its sender broke off, and did not send it. */
const wholeOf = (stream: Readable): Promise<string | undefined> => text(stream).catch(() => undefined)

const portOf = (address: string | AddressInfo | null): number => (address as AddressInfo).port
const headerOf = (mail: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.+)$`, 'im').exec(mail)?.[1]?.trim()

/** The number in an address: `from-3@shop.test`, `/from-3`. */
const serverIn = (address: string): number => Number(/from-(\d+)/.exec(address)?.[1])

/** A mail server: a message says its subject. */
export const openMailReceiver = async (): Promise<Receiver> => {
  const answers = createAnswers()
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, { envelope }, done) {
      const mail = await wholeOf(stream)
      if (mail === undefined) return done()
      const key = headerOf(mail, 'X-Inboxkit-Id')
      for (const { address } of envelope.rcptTo) take(receiver, key, address, headerOf(mail, 'Subject') ?? '')
      await Promise.all([delay(answerMs), answers.wait(serverIn(addressOf(envelope.mailFrom)), key ?? '')])
      done()
    },
  })
  // Clients that are killed break off.
  server.on('error', () => undefined)
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const url = `smtp://127.0.0.1:${portOf(listener.address())}`
  const receiver: Receiver = {
    provider: (number) => ({ type: 'smtp', url, from: `from-${number}@shop.test` }),
    messages: new Map(),
    faults: [],
    withhold: answers.withhold,
    answerAll: answers.giveAll,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
  return receiver
}

const addressOf = (sender: false | { address: string }): string => (sender ? sender.address : '')

interface Posted {
  id: string
  recipient: string
  body: { says: string }
}

/** A server of the app's own: a message says what is in its body. */
export const openWebhookReceiver = async (): Promise<Receiver> => {
  const answers = createAnswers()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const posted = await wholeOf(request)
    if (posted === undefined) return
    const { id, recipient, body } = JSON.parse(posted) as Posted
    const key = request.headers['idempotency-key']
    if (key !== id) receiver.faults.push(`${id} has the idempotency key ${String(key)}`)
    take(receiver, id, recipient, body.says)
    await Promise.all([delay(answerMs), answers.wait(serverIn(request.url ?? ''), id)])
    response.end()
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${portOf(server.address())}`
  const receiver: Receiver = {
    provider: (number) => ({ type: 'webhook', url: `${url}/from-${number}`, secret: 'a-secret-of-the-app' }),
    messages: new Map(),
    faults: [],
    withhold: answers.withhold,
    answerAll: answers.giveAll,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
