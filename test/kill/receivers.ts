import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'

/** A message as it came in, however often. */
export interface Message {
  to: string
  says: string
  times: number
}

/** Somebody on loopback who takes messages for others. */
export interface Receiver {
  url: string
  /** By idempotency key. */
  messages: Map<string, Message>
  /** Sentences about messages that contradict themselves. */
  faults: string[]
  close(): Promise<void>
}

/** What came is noted before it is answered: who dies in between has to send it again. */
const answerMs = 250

const take = ({ messages, faults }: Receiver, key: string | undefined, to: string, says: string): void => {
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

/** A mail server: a message says its subject. */
export const openMailReceiver = async (): Promise<Receiver> => {
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, { envelope }, done) {
      const mail = await wholeOf(stream)
      if (mail === undefined) return done()
      for (const { address } of envelope.rcptTo)
        take(receiver, headerOf(mail, 'X-Inboxkit-Id'), address, headerOf(mail, 'Subject') ?? '')
      await delay(answerMs)
      done()
    },
  })
  // Clients that are killed break off.
  server.on('error', () => undefined)
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const receiver: Receiver = {
    url: `smtp://127.0.0.1:${portOf(listener.address())}`,
    messages: new Map(),
    faults: [],
    close: () => new Promise((resolve) => server.close(resolve)),
  }
  return receiver
}

interface Posted {
  id: string
  recipient: string
  body: { says: string }
}

/** A server of the app's own: a message says what is in its body. */
export const openWebhookReceiver = async (): Promise<Receiver> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const posted = await wholeOf(request)
    if (posted === undefined) return
    const { id, recipient, body } = JSON.parse(posted) as Posted
    const key = request.headers['idempotency-key']
    if (key !== id) receiver.faults.push(`${id} has the idempotency key ${String(key)}`)
    take(receiver, id, recipient, body.says)
    await delay(answerMs)
    response.end()
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    messages: new Map(),
    faults: [],
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
