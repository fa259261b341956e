import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

const portOf = (address: string | AddressInfo | null): number => (address as AddressInfo).port

/** A mail server on loopback. */
export interface Mailbox {
  url: string
  mails: Email[]
  close(): Promise<void>
}

/** @param refuses recipients whose mail is turned down for good */
export const openMailbox = async (
  refuses: (recipient: string) => boolean = () => false,
): Promise<Mailbox> => {
  const mails: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, { envelope }, done) {
      const mail = await PostalMime.parse(await buffer(stream))
      if (envelope.rcptTo.some(({ address }) => refuses(address)))
        return done(Object.assign(new Error('5.7.1 Not from you'), { responseCode: 554 }))
      mails.push(mail)
      done(null, 'queued')
    },
  })
  // Whoever is killed breaks off.
  server.on('error', () => undefined)
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    url: `smtp://127.0.0.1:${portOf(listener.address())}`,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

export interface Posted {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** An HTTP server on loopback in the place of somebody's API, with files of its own. */
export interface Post {
  url: string
  posted: Posted[]
  /** By path: what a GET of it answers. */
  files: Map<string, Buffer>
  /** What a POST is answered; 200 and `{}` until it is set. */
  answer: (posted: Posted) => { status: number; body: object }
  close(): Promise<void>
}

export const openPost = async (): Promise<Post> => {
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '', headers, method } = request
    if (method === 'GET') {
      const file = post.files.get(path)
      response.writeHead(file ? 200 : 404, { 'content-type': 'image/png' }).end(file)
      return
    }
    const posted = { path, headers, body: (await buffer(request)).toString() }
    post.posted.push(posted)
    const { status, body } = post.answer(posted)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void reply(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const post: Post = {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    posted: [],
    files: new Map(),
    answer: () => ({ status: 200, body: {} }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return post
}

/** The signature that a receiver computes for itself (standardwebhooks.com). */
export const signatureOf = (secret: string, { headers, body }: Posted): string => {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}
