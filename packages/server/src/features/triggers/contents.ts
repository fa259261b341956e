import type { Block, ChannelId, Attachment as InlineAttachment, SendOverride, Step } from '@inboxkit/protocol'
import type { AddressOf, OutsideChannel } from '../../channels/types.js'

/** The texts of one notification. */
export interface Words {
  title: string
  message: string | null
  icon: string | null
  url: string | null
  blocks: readonly Block[] | null
}

/** A file for e-mails that is fetched when one is sent. */
export interface LinkedAttachment {
  name: string
  url: string
  /** Whether the e-mail goes without it when it cannot be fetched. */
  ignoreIfError: boolean
}

export type Attachment = InlineAttachment | LinkedAttachment

/** Where somebody is reached, by channel. */
export type AddressBook = { [Channel in OutsideChannel]?: readonly AddressOf[Channel][] }

/** What a trigger says of one of its recipients, for its own runs only. */
export interface RecipientRest {
  /** Over these and no others. */
  channels?: readonly ChannelId[]
  /** Instead of everything that is known of the user; the inbox needs none. An inline recipient keeps them. */
  addresses?: AddressBook
  language?: string
  /** IANA name, such as `Europe/Berlin`. */
  timeZone?: string
}

/** A recipient who is no user: reached at the addresses that the trigger brings along, and never in the inbox. */
export interface Transient extends RecipientRest {
  /** What templates see as the recipient. */
  properties: Record<string, unknown>
}

/** Who caused a trigger, as templates see them. */
export interface Actor {
  /** Of a user; absent = somebody who is none. */
  identifier?: string
  properties: Record<string, unknown>
  /** Attributes for the profile of this user, who is made if need be, as inline recipients are. */
  inline?: Record<string, unknown>
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
  actor?: Actor
  /** Identifier of the tenant in whose name it is sent. */
  tenant?: string
  /** To filter by. */
  tags?: readonly string[]
  /** When it leaves the inbox: ISO 8601 text. */
  expiresAt?: string
  /** By identifier of the user. */
  perRecipient?: Readonly<Record<string, RecipientRest>>
  /** In the order of their places: the first one runs as user -1. */
  transients?: readonly Transient[]
  /** A workflow of this send's own, instead of a published one. */
  steps?: readonly Step[]
  /** What that workflow is called. */
  name?: string
}

/** What an item of the inbox has from its trigger beside its words. */
export interface Labels {
  tags: readonly string[] | null
  expiresAt: string | null
}

export const labelsOf = ({ tags, expiresAt }: Pick<Content, 'tags' | 'expiresAt'>): Labels => ({
  tags: tags ?? null,
  expiresAt: expiresAt ?? null,
})

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
