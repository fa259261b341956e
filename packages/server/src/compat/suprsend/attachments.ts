import { z } from 'zod'
import type { Attachment } from '../../features/triggers/contents.js'

const name = z.string().trim().min(1).max(255)
const contentType = z.union([z.string().trim().max(255), z.literal(false)]).nullish()
const url = z
  .string()
  .max(2048)
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be a URL of http or https',
  )

/** What a file is called that nobody named: the end of its address. */
const nameIn = (address: string): string => {
  const last = new URL(address).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last).slice(0, 255) || 'attachment'
  } catch {
    return last.slice(0, 255)
  }
}

const whole = z.object({ filename: name, contentType, data: z.base64() }).transform(
  (file): Attachment => ({
    name: file.filename,
    contentType: file.contentType || 'application/octet-stream',
    content: file.data,
  }),
)

const linked = z.object({ filename: name.nullish(), url, ignore_if_error: z.boolean().nullish() }).transform(
  (file): Attachment => ({
    name: file.filename ?? nameIn(file.url),
    url: file.url,
    ignoreIfError: file.ignore_if_error ?? false,
  }),
)

/** `data.$attachments`: each a file in base64 or its address (contract, section 6). */
export const attachments: z.ZodType<Attachment[]> = z.array(z.union([linked, whole]))
