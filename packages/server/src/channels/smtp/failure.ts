import { withoutSecrets } from '../answers.js'
import { shorten } from '../shorten.js'
import { type FailureKind, type ProviderAnswer, SendFailure } from '../types.js'

/** What nodemailer says of a failure, as far as it is read here. */
export interface SmtpError {
  message: string
  code?: string | undefined
  command?: string | undefined
  response?: string | undefined
  responseCode?: number | undefined
}

const mostTextLength = 2_000
const mostReasonLength = 300
/** RFC 3463: there is no such mailbox, or it has moved and left no address. */
const goneStatus = /^55\d[ -]5\.1\.[16]\b/
/** Not of the server but of the mail: it will be the same the next time. */
const lasting: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE', 'ECONFIG', 'ESTREAM', 'ENOAUTH'])

/** What a server or the lack of one means for the delivery: 4xx passes, 5xx stays, no answer passes. */
export const failureOf = (error: SmtpError, secrets: readonly string[]): SendFailure => {
  const answer = answerOf(error.response, secrets)
  const said = shorten(
    withoutSecrets(error.response ?? error.message, secrets).replaceAll(/\s+/g, ' '),
    mostReasonLength,
  )
  const words =
    error.responseCode === undefined ? 'The mail server gave no answer' : 'The mail server answered'
  // Without its cause: that may repeat what was sent, the password included.
  return new SendFailure(kindOf(error), `${words}: ${said}`, { answer })
}

const kindOf = ({ code, command, response, responseCode }: SmtpError): FailureKind => {
  if (responseCode === undefined) return lasting.has(code ?? '') ? 'refused' : 'retry'
  // 503 = "bad sequence of commands": it is the connection that went wrong.
  if (responseCode < 500 || responseCode === 503) return 'retry'
  return command === 'RCPT TO' && goneStatus.test(response ?? '') ? 'gone' : 'refused'
}

/** @param response the server's line or lines, which start with the status */
export const answerOf = (response: string | undefined, secrets: readonly string[]): ProviderAnswer => {
  if (response === undefined) return {}
  const status = Number.parseInt(response, 10)
  return {
    ...(Number.isNaN(status) ? {} : { status }),
    text: shorten(withoutSecrets(response, secrets), mostTextLength),
  }
}
