import type { OutboundAnswer } from '../outbound/types.js'
import { OutboundFailure } from '../outbound/types.js'
import { shorten } from './shorten.js'
import { type FailureKind, type ProviderAnswer, SendFailure } from './types.js'

const mostTextLength = 2_000
const mostReasonLength = 300
const longestRetryAfterMs = 24 * 60 * 60 * 1_000
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/** How an answer that is no success is read. */
export interface Reading {
  /** Who answered, for the message: `Twilio`. */
  who: string
  /** Keys, tokens and URLs that are keys themselves: nowhere repeated, even where the answer does. */
  secrets?: readonly string[]
  /** Statuses that mean that nobody is there any more. */
  gone?: readonly number[]
  /** What it is when the answer's body says more than its status. */
  kind?: FailureKind
  /** The provider's own words or code, for the message. */
  reason?: string | undefined
  /** What the body says of how long to wait, instead of `Retry-After`. */
  retryAfterMs?: number | null
  /** For a `Retry-After` that is a date. */
  now?: Date
}

/** What HTTP alone says: 408, 425, 429 and 5xx pass, everything else stays as it is. */
export const kindOfStatus = (status: number): FailureKind =>
  passing.has(status) || status >= 500 ? 'retry' : 'refused'

export const isSuccess = ({ status }: OutboundAnswer): boolean => status >= 200 && status < 300

/** `Retry-After` in milliseconds, of seconds or of a date; at most a day. `null` = none that can be read. */
export const retryAfterOf = (headers: OutboundAnswer['headers'], now: Date = new Date()): number | null => {
  const text = headers['retry-after']?.trim()
  if (!text) return null
  if (/^\d+(\.\d+)?$/.test(text)) return waitOf(Number(text) * 1_000)
  return /[a-z]/i.test(text) ? waitOf(Date.parse(text) - now.getTime()) : null
}

/** A wait that a provider asks for, within 0 and a day; `null` for what is no number. */
export const waitOf = (ms: number): number | null =>
  Number.isFinite(ms) ? Math.ceil(Math.min(Math.max(ms, 0), longestRetryAfterMs)) : null

/** Text of somebody else that can be kept and shown: without secrets, without what a database cannot hold. */
export const withoutSecrets = (text: string, secrets: readonly string[] = []): string => {
  const forms = secrets
    .filter(Boolean)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
  return (forms.length === 0 ? text : hidden(text, forms))
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** In one pass: a short secret may be part of the word that stands for the others. */
const hidden = (text: string, forms: readonly string[]): string => {
  const any = new RegExp(forms.map((form) => form.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|'), 'g')
  return text.replace(any, '[secret]')
}

/** What is kept of an answer: at most 2,000 characters of its text, without `secrets`. */
export const answerOf = (answer: OutboundAnswer, secrets: readonly string[] = []): ProviderAnswer => {
  const text = withoutSecrets(answer.body.toString('utf8'), secrets)
  return { status: answer.status, ...(text && { text: shorten(text, mostTextLength) }) }
}

/** The body of an answer as JSON; `undefined` when it is none. */
export const jsonOf = ({ body }: OutboundAnswer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** What an answer that is no success means for the delivery. */
export const failureOf = (answer: OutboundAnswer, reading: Reading): SendFailure => {
  const { who, secrets = [], gone = [], reason, now } = reading
  const kind = reading.kind ?? (gone.includes(answer.status) ? 'gone' : kindOfStatus(answer.status))
  const said = reason ? `: ${shorten(withoutSecrets(reason, secrets), mostReasonLength)}` : ''
  return new SendFailure(kind, `${who} answered ${answer.status}${said}`, {
    answer: answerOf(answer, secrets),
    retryAfterMs: kind === 'retry' ? (reading.retryAfterMs ?? retryAfterOf(answer.headers, now)) : null,
  })
}

/**
 * What a call that got no answer means: refused where it was not allowed, else a retry. Has no `cause`: what went wrong
 * below may repeat a URL that is a secret.
 */
export const noAnswerOf = (
  error: unknown,
  { who, secrets = [] }: Pick<Reading, 'who' | 'secrets'>,
): SendFailure => {
  if (error instanceof SendFailure) return error
  const kind = error instanceof OutboundFailure && error.kind === 'refused' ? 'refused' : 'retry'
  const words = error instanceof Error ? error.message : String(error)
  const said = shorten(withoutSecrets(words, secrets), mostReasonLength)
  return new SendFailure(kind, `${who} gave no answer: ${said}`)
}
