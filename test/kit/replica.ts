import type {
  ChangesAnswer,
  Counts,
  FeedChanges,
  FeedPage,
  Flags,
  Marks,
  Notification,
} from '@inboxkit/protocol'
import type { UserApi } from './api.js'

type Shown = Pick<Notification, 'id' | 'seq' | 'sort' | 'title'> & Flags

const toShown = ({ id, seq, sort, title, seenAt, readAt, category, ...more }: Notification): Shown => ({
  id,
  seq,
  sort,
  title,
  seen: seenAt !== null,
  read: readAt !== null,
  archived: more.archivedAt !== undefined,
  snoozed: more.snoozedUntil !== undefined,
  category: category?.identifier ?? null,
  ...(more.tags ? { tags: more.tags } : {}),
  ...(more.tenant === undefined ? {} : { tenant: more.tenant }),
})

/**
 * What a client knows of one feed, by the rules of the protocol alone: of an item the highest `seq` wins, then the
 * watermarks are laid over it. Written apart from core, so that the two check each other.
 */
export class Replica {
  epoch = ''
  seq = 0
  #items = new Map<number, Shown>()
  /** Deleted ids with the `seq` of their deletion: an older page must not bring them back. */
  #gone = new Map<number, number>()

  /** Starts anew with a first page. Later pages come by `addPage`, then `changes` since this page closes the gap. */
  load(page: FeedPage): void {
    this.#items.clear()
    this.#gone.clear()
    this.epoch = page.epoch
    this.seq = page.seq
    this.addPage(page)
  }

  addPage({ data, marks }: FeedPage): void {
    for (const item of data) this.#put(item.id, item.seq, toShown(item))
    this.#lay(marks)
  }

  /** @throws Error when the changes do not begin where this replica stands */
  apply({ from, seq, epoch, changes, marks }: FeedChanges): void {
    if (epoch !== this.epoch || from !== this.seq)
      throw new Error(`changes from ${epoch} ${from} do not fit a replica at ${this.epoch} ${this.seq}`)
    for (const change of changes)
      this.#put(change.id, change.seq, change.item === null ? undefined : toShown(change.item))
    this.#lay(marks)
    this.seq = seq
  }

  flags(id: number): Flags | null {
    const item = this.#items.get(id)
    if (!item) return null
    const { id: _id, seq: _seq, sort: _sort, title: _title, ...flags } = item
    return flags
  }

  /** Newest first. */
  items(): Shown[] {
    return [...this.#items.values()].sort((a, b) => b.sort - a.sort)
  }

  counts(): Counts {
    const items = [...this.#items.values()]
    const unread = items.filter(({ read, archived, snoozed }) => !read && !archived && !snoozed)
    return {
      unseen: unread.filter(({ seen }) => !seen).length,
      unread: unread.length,
      total: items.filter(({ archived, snoozed }) => !archived && !snoozed).length,
    }
  }

  #put(id: number, seq: number, item: Shown | undefined): void {
    if (seq <= (this.#items.get(id)?.seq ?? this.#gone.get(id) ?? -1)) return
    if (item) {
      this.#items.set(id, item)
      this.#gone.delete(id)
    } else {
      this.#items.delete(id)
      this.#gone.set(id, seq)
    }
  }

  #lay({ readAll, seenAll, cleared }: Marks): void {
    for (const [id, item] of this.#items) {
      if (item.sort <= cleared && !item.archived && !item.snoozed) this.#items.delete(id)
      else if (item.seq <= readAll) this.#items.set(id, { ...item, seen: true, read: true })
      else if (item.seq <= seenAll && !item.seen) this.#items.set(id, { ...item, seen: true })
    }
  }
}

/**
 * Brings a replica up to date the way a client does after a gap: by `changes`, or from the list when it is too far
 * behind.
 * @returns the changes that it ended with, and how often it had to load the list
 */
export const catchUp = async (
  replica: Replica,
  user: UserApi,
): Promise<{ answer: ChangesAnswer; loads: number }> => {
  for (let loads = 0; ; ) {
    if (replica.epoch === '') {
      await loadAll(replica, user)
      loads++
    }
    const answer = await user.changes(replica.epoch, replica.seq)
    if (!answer.reset) {
      replica.apply(answer)
      return { answer, loads }
    }
    replica.epoch = ''
  }
}

/** The plain feed, then what is elsewhere. Whatever moves meanwhile is told by the changes since the first page. */
const loadAll = async (replica: Replica, user: UserApi): Promise<void> => {
  let isFirst = true
  for (const part of [{}, { filter: 'archived' }, { filter: 'snoozed' }] as const) {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await user.list({ limit: 100, ...part, ...(cursor === '' ? {} : { cursor }) })
      if (isFirst) replica.load(page)
      else replica.addPage(page)
      isFirst = false
      cursor = page.nextCursor
    }
  }
}

/** What the server shows now, read from the list. */
export const freshReplica = async (user: UserApi): Promise<Replica> => {
  const replica = new Replica()
  await catchUp(replica, user)
  return replica
}

export const isSame = (a: Counts, b: Counts): boolean =>
  a.unseen === b.unseen && a.unread === b.unread && a.total === b.total
