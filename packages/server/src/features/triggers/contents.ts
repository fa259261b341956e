import type { Attachment, Block, SendOverride } from '@inboxkit/protocol'

/** The texts of one notification. */
export interface Words {
  title: string
  message: string | null
  icon: string | null
  url: string | null
  blocks: readonly Block[] | null
}

/** What a trigger says and how it is to travel; stored with it. Parts that few sends have are absent in the others. */
export interface Content extends Omit<Words, 'title'> {
  /** `null` = a template or a workflow says it. */
  title: string | null
  /** Identifier of a category. */
  category: string | null
  data: Record<string, unknown> | null
  /** The version that was the latest at acceptance, unless the send named another. */
  template?: { templateId: number; version: number }
  /** What replaces the template's words. */
  inApp?: Partial<Words>
  attachments?: readonly Attachment[]
  override?: SendOverride
}

/** Whether the sender lets it go into the inbox at all. */
export const isForInbox = ({ override }: Content): boolean => override?.channels?.includes('inApp') ?? true

/** Most recipients, and most bytes of data that are written for them, in a transaction. */
const mostRecipients = 1000
const mostBytes = 8_000_000

/**
 * How many recipients of a trigger a transaction takes: each of them gets the data anew, and PGlite blocks the event
 * loop for the length of a statement.
 */
export const pageSizeOf = ({ data }: Content): number =>
  data === null
    ? mostRecipients
    : Math.min(mostRecipients, Math.max(1, Math.floor(mostBytes / JSON.stringify(data).length)))
