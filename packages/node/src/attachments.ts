import type { Attachment, LinkedAttachment } from '@inboxkit/protocol'
import { invalidArgument } from './problems.js'

export interface AttachmentOptions {
  /** By default the last part of the path or address. */
  fileName?: string | undefined
  /** Whether the e-mail goes without it when it cannot be read or fetched. */
  ignoreIfError?: boolean | undefined
}

/** What the runtime offers of `node:fs/promises`. */
interface Files {
  readFile(path: string | URL): Promise<Uint8Array>
}

/** Asked of the runtime and not imported: everything else here runs where there are no files. */
const files = (): Files => {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => Files | undefined } }
  const found = process?.getBuiltinModule?.('node:fs/promises')
  if (!found) throw new TypeError('There are no files to attach on this runtime: give an address instead')
  return found
}

const contentTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ics: 'text/calendar',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  webp: 'image/webp',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  zip: 'application/zip',
}

const contentTypeOf = (name: string): string =>
  contentTypes[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'

const lastPart = (path: string): string => path.split(/[\\/]/).at(-1) ?? ''

const nameOf = (place: string | URL): string => {
  if (!isAddress(place)) return lastPart(place instanceof URL ? decodeURI(place.pathname) : place)
  return lastPart(decodeURI(new URL(place).pathname)) || 'attachment'
}

const isAddress = (place: string | URL): boolean => /^https?:\/\//i.test(String(place))

/**
 * A file of this machine, read now, or an address that the server fetches when it sends the e-mail.
 * @returns `undefined` for a file that cannot be read and may be left out
 * @throws Problem `invalid_request` for a file that cannot be read
 */
export const attachmentOf = async (
  place: string | URL,
  { fileName, ignoreIfError = false }: AttachmentOptions = {},
): Promise<Attachment | LinkedAttachment | undefined> => {
  const name = fileName ?? nameOf(place)
  if (isAddress(place)) return { name, url: String(place), ignoreIfError }
  const { readFile } = files()
  try {
    return { name, contentType: contentTypeOf(name), content: base64Of(await readFile(place)) }
  } catch (cause) {
    if (ignoreIfError) return undefined
    throw invalidArgument('attachment', `must be a file that can be read: ${(cause as Error).message}`)
  }
}

/** In pieces: a call takes only so many arguments. */
const base64Of = (bytes: Uint8Array): string => {
  const pieceBytes = 0x2000
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) =>
    String.fromCharCode(...bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes)),
  )
  return btoa(pieces.join(''))
}
