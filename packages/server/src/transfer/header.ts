import { z } from 'zod'
import { open, SealBroken, seal } from '../auth/encryption.js'

const checksum = z.string().regex(/^[\da-f]{16}$/)

/** The first line of an export. After it come the rows of each table, in this order, then those of the queue. */
const header = z.object({
  format: z.literal('inboxkit export'),
  /** Of the file's form. */
  version: z.literal(1),
  /** Of the inboxkit that wrote it. */
  inboxkit: z.string(),
  /** How far the database was migrated. */
  schema: z.int(),
  exportedAt: z.iso.datetime(),
  from: z.enum(['embedded', 'PostgreSQL']),
  /** Opens with the encryption key that the secrets in it are sealed with. */
  keyCheck: z.string(),
  sequences: z.record(z.string(), z.int()),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      rows: z.int().min(0),
      checksum,
    }),
  ),
  /** What waits to be worked on, as lines of queue and data. */
  jobs: z.object({ queues: z.array(z.string()), rows: z.int().min(0), checksum }),
})

export type Header = z.output<typeof header>

/** @throws Error in plain words for a line that is no header of ours, or of a form that is not known */
export const readHeader = (line: string): Header => {
  const { data, success } = header.safeParse(parse(line))
  if (!success) throw new Error('This file is not an export of inboxkit, or one of a newer inboxkit')
  return data
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const checked = 'inboxkit export'

export const keyCheckOf = (encryptionKey: Buffer): string => seal(encryptionKey, checked)

/** @throws Error in plain words for another key than the export's */
export const checkKey = ({ keyCheck }: Header, encryptionKey: Buffer): void => {
  if (!opens(encryptionKey, keyCheck))
    throw new Error(
      'The secrets in this file are sealed with another encryption key: give the key of the database that it was ' +
        'exported from as INBOXKIT_ENCRYPTION_KEY',
    )
}

const opens = (key: Buffer, sealed: string): boolean => {
  try {
    return open(key, sealed) === checked
  } catch (error) {
    if (error instanceof SealBroken) return false
    throw error
  }
}
