import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer'
import type { Calling } from '../attempt.js'
import { type Provider, SendFailure } from '../types.js'
import type { ConfigSmtp } from './config.js'
import { answerOf, failureOf, type SmtpError } from './failure.js'
import { mailOf } from './mail.js'

const longestAttemptMs = 15_000

/**
 * Any mail server over SMTP. The mail has the same Message-ID at every attempt, so that one that arrives twice can be
 * told. What counts is the recipient; copies that a server refuses are told in the answer.
 */
export const createSmtp = (
  config: ConfigSmtp,
  { timeoutMs = longestAttemptMs }: Pick<Calling, 'timeoutMs'> = {},
): Provider<'email'> => {
  const { url, user, password } = readUrl(config.url)
  const secrets = secretsOf(user, password)
  const transport = openTransport(config, url, user, password, timeoutMs)
  return {
    name: config.name,
    channel: 'email',
    accepts: (to) => to !== null,
    async send(message) {
      const mail = mailOf(config, message)
      try {
        const signal = AbortSignal.timeout(timeoutMs)
        const sent: SentMessageInfo = await transport.sendMail({ ...mail, signal })
        const refusal = refusalOf(sent, message.to?.email)
        if (refusal) throw failureOf(refusal, secrets)
        return { kind: 'sent', providerId: sent.messageId, answer: answerOf(textOf(sent), secrets) }
      } catch (error) {
        if (error instanceof SendFailure) throw error
        const failed = error as SmtpError
        throw failureOf(refusedIn(failed, message.to?.email) ?? failed, secrets)
      }
    },
    close: () => transport.close(),
  }
}

export const readUrl = (text: string): { url: URL; user: string; password: string } => {
  const url = new URL(text)
  return { url, user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
}

export const secretsOf = (user: string, password: string): string[] =>
  password === '' ? [] : [password, base64(password), base64(`\0${user}\0${password}`)]

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

export const openTransport = (
  { pool, maxConnections, requireTls, verifyCertificate }: ConfigSmtp,
  url: URL,
  user: string,
  password: string,
  timeoutMs: number,
): Transporter => {
  const secure = url.protocol.toLowerCase() === 'smtps:'
  const options = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: requireTls && !secure,
    tls: { rejectUnauthorized: verifyCertificate },
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  // Deliveries are tried again by whoever asked; a pool that does so as well would send twice.
  return pool
    ? createTransport({ ...options, pool: true, maxConnections, maxRequeues: 0 })
    : createTransport(options)
}

/** Why the recipient did not get a mail of which others got a copy. */
const refusalOf = (
  { rejected = [], rejectedErrors = [] }: SentMessageInfo,
  to?: string,
): SmtpError | undefined =>
  rejected.includes(to ?? '')
    ? (errorOf(rejectedErrors, to) ?? { message: 'refused', responseCode: 550 })
    : undefined

/** Where all were refused: what was said of the recipient, and not of a copy. */
const refusedIn = (error: SmtpError & { rejectedErrors?: unknown }, to?: string): SmtpError | undefined =>
  Array.isArray(error.rejectedErrors) ? errorOf(error.rejectedErrors, to) : undefined

const errorOf = (
  errors: readonly (SmtpError & { recipient?: string })[],
  to: string | undefined,
): SmtpError | undefined => errors.find(({ recipient }) => recipient === to)

const textOf = ({ response = '', rejected = [] }: SentMessageInfo): string =>
  rejected.length === 0 ? response : `${response} (copies refused: ${rejected.join(', ')})`
