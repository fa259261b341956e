import type { AllVerb, Answer, Flags, Marks, Notification } from '@inboxkit/protocol'
import type { ToldAnswer } from './answers.js'

/** What acts change about an item. Instants are ISO 8601 text. */
export interface Standing {
  seenAt: string | null
  readAt: string | null
  state: string | null
  /** Of which the state comes. */
  answer: Answer | null
  archivedAt: string | null
  snoozedUntil: string | null
  pinnedAt: string | null
  /** Milliseconds since 1970, as the server's clock shows. */
  deletedAt: number | null
}

/** What an item says, which never changes. */
export type Content = Pick<
  Notification,
  | 'id'
  | 'title'
  | 'message'
  | 'icon'
  | 'url'
  | 'data'
  | 'category'
  | 'blocks'
  | 'createdAt'
  | 'expiresAt'
  | 'tags'
  | 'tenant'
  | 'reason'
>

/** One item as it is kept: the watermarks are not applied. */
export interface Stored {
  readonly content: Content
  readonly standing: Standing
  readonly seq: number
  readonly sort: number
  /** It was archived or snoozed once, and came back. */
  readonly wasAway: boolean
  /** Its content is gone for good. */
  readonly isPurged: boolean
  /** When its user acted last, milliseconds; that it was seen does not count. */
  readonly actedAt: number
  readonly operationId: string | null
}

/** An operation that was processed, and what is needed to take it back. */
export interface Done {
  /** Of an act on all that changed something. */
  verb?: AllVerb
  at: number
  /** The watermarks before it moved one. */
  marks?: Marks
  isUndone?: boolean
}

export interface FeedState {
  epoch: string
  seq: number
  floorSeq: number
  marks: Marks
  items: Map<number, Stored>
  done: Map<string, Done>
  /** In the order in which they were taken. */
  answers: ToldAnswer[]
}

export const noMarks: Marks = {
  seenAll: 0,
  seenAllAt: null,
  readAll: 0,
  readAllAt: null,
  cleared: 0,
  operationId: null,
}

export const iso = (at: number): string => new Date(at).toISOString()

/** What is archived or snoozed survives "delete all". */
export const isCleared = ({ sort, standing }: Stored, { cleared }: Marks): boolean =>
  sort <= cleared && !standing.archivedAt && !standing.snoozedUntil

export const isThere = (one: Stored, marks: Marks): boolean =>
  one.standing.deletedAt === null && !isCleared(one, marks)

/** An item's standing under the watermarks. */
export const effective = ({ standing, seq }: Stored, marks: Marks): Standing => ({
  ...standing,
  seenAt: standing.seenAt ?? (seq <= marks.seenAll ? marks.seenAllAt : null),
  readAt: standing.readAt ?? (seq <= marks.readAll ? marks.readAllAt : null),
})

/** As it travels. */
export const toItem = (one: Stored, marks: Marks): Notification => {
  const { seenAt, readAt, state, answer, archivedAt, snoozedUntil, pinnedAt } = effective(one, marks)
  return {
    ...one.content,
    seq: one.seq,
    sort: one.sort,
    seenAt,
    readAt,
    clickedAt: readAt,
    state,
    ...(archivedAt !== null && { archivedAt }),
    ...(snoozedUntil !== null && { snoozedUntil }),
    ...(pinnedAt !== null && { pinnedAt }),
    ...(answer && { answer }),
  }
}

/** What an item was, for those who hear of its change; `null` = it was not there. */
export const flagsOf = (one: Stored, marks: Marks): Flags | null => {
  if (!isThere(one, marks)) return null
  const { seenAt, readAt, archivedAt, snoozedUntil } = effective(one, marks)
  const { category, tags, tenant } = one.content
  return {
    seen: seenAt !== null,
    read: readAt !== null,
    archived: archivedAt !== null,
    snoozed: snoozedUntil !== null,
    category: category?.identifier ?? null,
    ...(tags && { tags }),
    ...(tenant !== undefined && { tenant }),
  }
}
