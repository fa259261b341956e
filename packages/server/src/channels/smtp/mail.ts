import type { SendMailOptions } from 'nodemailer'
import { z } from 'zod'
import { messageUuid } from '../message-uuid.js'
import { type File, type Message, SendFailure } from '../types.js'
import type { ConfigSmtp } from './config.js'
import { domainOf, type Mailbox, readMailbox, toMailbox } from './mailbox.js'

const mostCopies = 50
const mediaType = /^[\w.+-]+\/[\w.+-]+(; ?[\w.+-]+=[\w.+-]+)*$/

const mailbox = z
  .union([
    z.string().transform(readMailbox),
    z
      .object({ email: z.string(), name: z.string().nullish() })
      .transform(({ email, name }) => toMailbox(name ?? '', email)),
  ])
  .transform((read, context): Mailbox => {
    if (read) return read
    context.addIssue({ code: 'custom', message: 'must be an address' })
    return z.NEVER
  })
/** One, a list, or `null` for none. */
const mailboxes = z
  .union([mailbox.transform((one) => [one]), z.array(mailbox).max(mostCopies), z.null().transform(() => [])])
  .optional()

/** What a send may say to this channel; anything else in its options is for other providers. */
const sendOptions = z.object({
  cc: mailboxes,
  bcc: mailboxes,
  replyTo: mailboxes,
  from: mailbox.nullish(),
  fromName: z
    .string()
    .max(200)
    .regex(/^\P{Cc}*$/u)
    .nullish(),
})

const readOptions = (options: Message['options']): z.output<typeof sendOptions> => {
  const { data, error } = sendOptions.safeParse(options)
  if (data) return data
  const [name = 'cc'] = error.issues[0]?.path ?? []
  if (name === 'fromName') throw new SendFailure('refused', '"fromName" must be a line of text')
  throw new SendFailure(
    'refused',
    `"${String(name)}" must be an address, such as ada@shop.test or Ada <ada@shop.test>` +
      (name === 'from' ? '' : `, or a list of at most ${mostCopies}`),
  )
}

/**
 * The mail of a message. Addresses are objects and never text, so that a comma or a line break in one cannot make
 * another recipient or header. @throws SendFailure `refused` for addresses that are none
 */
export const mailOf = (config: ConfigSmtp, message: Message<'email'>): SendMailOptions => {
  const { id, to, content, files, unsubscribeUrl } = message
  const options = readOptions(message.options)
  const recipient = to ? toMailbox('', to.email) : null
  if (!recipient) throw new SendFailure('refused', 'A mail needs the e-mail address of its recipient')
  const sender = options.from ?? mailboxOf(config.from)
  const from = { ...sender, name: options.fromName ?? sender.name }
  return {
    from,
    to: [recipient],
    cc: options.cc ?? [],
    bcc: options.bcc ?? [],
    replyTo: options.replyTo ?? (config.replyTo === undefined ? [] : [mailboxOf(config.replyTo)]),
    subject: content.subject,
    ...(content.html === null ? {} : { html: content.html }),
    // A mail without any body is refused by some servers.
    ...(content.text === null && content.html !== null ? {} : { text: content.text ?? '' }),
    messageId: `<${messageUuid(id)}@${domainOf(from.address)}>`,
    headers: { 'X-Inboxkit-Id': id, ...(unsubscribeUrl === null ? {} : unsubscribeHeaders(unsubscribeUrl)) },
    attachments: files.map(attachmentOf),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

const mailboxOf = (text: string): Mailbox => {
  const read = readMailbox(text)
  if (!read) throw new Error('The configuration was taken with an address that is none')
  return read
}

/** RFC 2369 and, for one click without a page, RFC 8058. Parsing the URL leaves nothing in it that ends a header. */
const unsubscribeHeaders = (url: string): Record<string, { prepared: true; value: string }> => ({
  'List-Unsubscribe': { prepared: true, value: `<${new URL(url).href}>` },
  'List-Unsubscribe-Post': { prepared: true, value: 'List-Unsubscribe=One-Click' },
})

const attachmentOf = ({ name, contentType, content }: File) => ({
  filename: name,
  content,
  contentType: mediaType.test(contentType) ? contentType : 'application/octet-stream',
})
