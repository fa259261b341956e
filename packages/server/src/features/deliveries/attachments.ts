import type { File } from '../../channels/types.js'
import { type Outbound, OutboundFailure } from '../../outbound/types.js'
import type { Sql } from '../../storage/db.js'
import type { Attachment, LinkedAttachment } from '../triggers/contents.js'
import { findAttachments } from './queries.js'

/** Of one file that is fetched. */
const mostBytes = 10_000_000
const timeoutMs = 10_000
const mostRedirects = 3

/** A file of an e-mail that could not be had. `isFinal` = it never will be. */
export class AttachmentFailure extends Error {
  readonly isFinal: boolean
  constructor(message: string, isFinal: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'AttachmentFailure'
    this.isFinal = isFinal
  }
}

/** Reads the files of e-mails, those of a trigger once. @throws AttachmentFailure */
export const createFiles = (db: Sql, outbound: Outbound): ((triggerId: number) => Promise<File[]>) => {
  const known = new Map<number, Promise<File[]>>()
  const read = async (triggerId: number): Promise<File[]> => {
    const attachments = (await findAttachments(db, triggerId)) as Attachment[]
    const files = await Promise.all(attachments.map((one) => toFile(outbound, one)))
    return files.filter((file) => file !== null)
  }
  return (triggerId) => {
    const files = known.get(triggerId) ?? read(triggerId)
    known.set(triggerId, files)
    return files
  }
}

const toFile = async (outbound: Outbound, attachment: Attachment): Promise<File | null> => {
  if (!('url' in attachment)) {
    const { name, contentType, content } = attachment
    return { name, contentType, content: Buffer.from(content, 'base64') }
  }
  try {
    return await fetchFile(outbound, attachment)
  } catch (cause) {
    if (attachment.ignoreIfError) return null
    throw cause
  }
}

const fetchFile = async (outbound: Outbound, { name, url }: LinkedAttachment): Promise<File> => {
  const refuse = (said: string, isFinal: boolean, cause?: unknown): AttachmentFailure =>
    new AttachmentFailure(`The attachment ${name} could not be fetched: ${said}`, isFinal, cause)
  const answer = await outbound({ method: 'GET', url, timeoutMs, mostBytes, redirects: mostRedirects }).catch(
    (cause: unknown) => {
      if (!(cause instanceof OutboundFailure)) throw cause
      throw refuse(cause.message, cause.kind === 'refused', cause)
    },
  )
  const { status, headers, body } = answer
  if (status < 200 || status >= 300)
    throw refuse(`it answered ${status}`, status >= 400 && status < 500 && status !== 408 && status !== 429)
  return { name, contentType: headers['content-type'] ?? 'application/octet-stream', content: body }
}
