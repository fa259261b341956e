import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

export interface ReceivedMail {
  from: string
  /** Of the envelope: whom it really goes to. */
  recipients: string[]
  mail: Email
  raw: string
  isEncrypted: boolean
}

interface Replies {
  /** What is wrong with a recipient: status and text of the answer. */
  recipient?: (address: string) => [status: number, text: string] | undefined
  message?: () => [status: number, text: string] | undefined
  /** The one who may send; without it everybody may. */
  account?: { user: string; password: string }
  startTls?: boolean
}

export interface MailServer {
  url: string
  received: ReceivedMail[]
  connections: () => number
}

const problemOf = (answer: [number, string] | undefined): Error | null =>
  answer ? Object.assign(new Error(answer[1]), { responseCode: answer[0] }) : null

/** A mail server on loopback until the test ends. */
export const openMailServer = async (replies: Replies = {}): Promise<MailServer> => {
  const { recipient, message, account, startTls = false } = replies
  const received: ReceivedMail[] = []
  let connections = 0
  const server = new SMTPServer({
    authOptional: account === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(account ? [] : ['AUTH'])],
    onConnect(_, done) {
      connections++
      done()
    },
    onAuth({ username, password }, _, done) {
      const isRight = username === account?.user && password === account?.password
      // A server that repeats what it was sent is the worst case for whoever shows the answer.
      if (isRight) done(null, { user: username })
      else done(problemOf([535, `5.7.8 Authentication failed for ${password}`]))
    },
    onRcptTo({ address }, _, done) {
      done(problemOf(recipient?.(address)))
    },
    async onData(stream, session, done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const raw = Buffer.concat(chunks)
      const refusal = problemOf(message?.())
      if (refusal) return done(refusal)
      received.push({
        from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
        recipients: session.envelope.rcptTo.map(({ address }) => address),
        mail: await PostalMime.parse(raw),
        raw: raw.toString('utf8'),
        isEncrypted: session.secure,
      })
      done(null, 'queued as 4711')
    },
  })
  server.on('error', () => undefined)
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = listener.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, received, connections: () => connections }
}
