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
