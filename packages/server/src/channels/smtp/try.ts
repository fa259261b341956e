import type { Calling } from '../attempt.js'
import type { ConfigSmtp } from './config.js'
import { failureOf, type SmtpError } from './failure.js'
import { openTransport, readUrl, secretsOf } from './smtp.js'

const longestTryMs = 10_000

/**
 * Connects to a mail server, signs in if there is a user, and sends nothing.
 * @returns what went wrong, in a sentence without the password; nothing when it went well
 */
export const tryMailServer = async (
  config: ConfigSmtp,
  { timeoutMs = longestTryMs }: Pick<Calling, 'timeoutMs'> = {},
): Promise<string | undefined> => {
  const { url, user, password } = readUrl(config.url)
  const transport = openTransport({ ...config, pool: false }, url, user, password, timeoutMs)
  try {
    await transport.verify()
    return undefined
  } catch (error) {
    return failureOf(error as SmtpError, secretsOf(user, password)).message
  } finally {
    transport.close()
  }
}
