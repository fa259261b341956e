import { z } from 'zod'
import { readMailbox } from './mailbox.js'

const isSmtpUrl = (text: string): boolean =>
  /^smtps?:\/\//i.test(text) && URL.canParse(text) && new URL(text).hostname !== ''

const mailbox = (rule: string): z.ZodString =>
  z
    .string()
    .max(400)
    .refine((text) => readMailbox(text) !== null, `must be ${rule}`)
const mailboxRule = 'an address, such as shop@example.com or Shop <shop@example.com>'

/** Any mail server, for `email`. */
export const configSmtp = z.strictObject({
  url: z
    .string()
    .refine(
      isSmtpUrl,
      'must be smtp://user:password@host:587 (STARTTLS where the server offers it) or smtps://user:password@host:465',
    )
    .describe('The mail server: smtp:// or smtps:// with user and password, percent-encoded. A secret.'),
  from: mailbox(mailboxRule).describe('Who sends, unless a send says otherwise.'),
  replyTo: mailbox(mailboxRule).exactOptional().describe('Who answers go to, unless a send says otherwise.'),
  pool: z
    .boolean()
    .default(true)
    .describe('Keeps connections open for the next mails; false opens one for each.'),
  maxConnections: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('How many connections there are at most, where they are kept open.'),
  requireTls: z
    .boolean()
    .default(false)
    .describe('Sends nothing over smtp:// before the connection is encrypted.'),
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe('false takes any certificate, such as that of a relay in the same building.'),
})

export type ConfigSmtp = z.output<typeof configSmtp> & { name: string }
