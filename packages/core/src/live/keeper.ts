import { clientProblem, type FeedPage, type Filter, type Operation, Problem } from '@inboxkit/protocol'
import type { FeedState } from '../feed/feed-state.js'
import type { FeedStore } from '../feed/feed-store.js'
import { matches } from '../feed/filters.js'
import { addRecord, confirmedOf, dropRecord, known, tracked } from '../feed/items.js'
import type { Journal } from '../feed/journal.js'
import { toOperation } from '../feed/outbox.js'
import { isAll, type Pending } from '../feed/overlay.js'
import type { Clock } from '../platform/clock.js'
import { tryTo } from './try-to.js'
import type { Kept, Snapshot, Vault } from './vault.js'

/** Keeps one inbox for the next page, and takes up what the last one left. */
export interface Keeper {
  readonly journal: Journal
  /** Takes over acts of tabs that died before the server had answered. */
  adopt(): Promise<void>
  /** Writes what is still to be written, and stops. */
  close(): void
}

export interface Keeping {
  store: FeedStore
  /** The plain feed. */
  feed: FeedState
  /** Whether the server has said where the feed stands: a snapshot is no news. */
  isConfirmed(): boolean
  /** Sends what is pending. */
  flush(): void
  /** An act of an earlier page was taken back: nobody here waits for its answer. */
  onUndone(reason: Problem, operation: Operation): void
}

interface KeeperOptions extends Keeping {
  vault: Vault
  clock: Clock
}

const isElsewhere = ({ state }: Filter): boolean => state === 'archived' || state === 'snoozed'

const settleMs = 1000
const mostItems = 100

export const openKeeper = (options: KeeperOptions): Keeper => {
  const { store, feed, vault, clock, isConfirmed, flush, onUndone } = options
  const { items } = store
  const { records } = items
  /** Acts that were taken over once, by their ids. */
  const adopted = new Set<string>()
  /** Acts that wait until it is known where the feed stands. */
  let waiting: Kept[] = []
  let removed: string[] = []
  let written = 0
  let isClosed = false
  let cancelSave: (() => void) | undefined

  const keep = (made: readonly Pending[]): void => {
    const epoch = store.head()?.epoch
    if (made.length === 0) return
    vault.add(
      made.map((record) => ({
        operation: toOperation(record),
        actedAt: record.actedAt,
        order: ++written,
        epoch,
      })),
    )
  }

  /** What is confirmed of the rows, and of what is shown otherwise beside them: counts are right only with both. */
  const snapshot = (): Snapshot | undefined => {
    const head = store.head()
    if (!head || feed.status().kind !== 'ready') return undefined
    const { ids, waiting, hasMore } = feed.get()
    const confirmed = (some: Iterable<number>): Snapshot['items'] =>
      [...some].flatMap((id) => confirmedOf(items, id) ?? [])
    const all = confirmed(ids)
    // Those that wait have their place among the rows, and those that an act on all takes out: it may be undone.
    if (waiting > 0 || items.alls.size > 0) {
      const listed = new Set(ids)
      const others = confirmed(known(items)).filter(
        (item) => !listed.has(item.id) && matches(feed.filter, item) && feed.reaches(item),
      )
      return snapshotOf(
        head,
        [...others, ...all].toSorted((a, b) => b.sort - a.sort),
        hasMore,
      )
    }
    return snapshotOf(head, all, hasMore)
  }
  const snapshotOf = (head: Snapshot['head'], all: Snapshot['items'], hasMore: boolean): Snapshot => {
    const rows = all.slice(0, mostItems)
    const listed = new Set(rows.map(({ id }) => id))
    const beside = [...tracked(items)].flatMap((id) => (listed.has(id) ? [] : (confirmedOf(items, id) ?? [])))
    const { app } = store.state.getState()
    return { head, app, items: [...beside, ...rows], hasMore: hasMore || rows.length < all.length }
  }

  const save = (): void => {
    cancelSave?.()
    cancelSave = undefined
    const made = isConfirmed() && snapshot()
    if (made) vault.save(made, clock.now())
  }

  const saveSoon = (): void => {
    cancelSave?.()
    cancelSave = clock.setTimeout(save, settleMs)
  }

  const restore = ({ head, app, items: data, hasMore }: Snapshot): void => {
    const page: FeedPage = {
      ...head,
      data: [...data],
      nextCursor: hasMore ? '' : null,
      unreadCount: head.counts.unseen,
      pagination: { totalCount: head.counts.total },
    }
    store.commit(() => {
      const others = [...store.feeds].filter((one) => one !== feed && one.isWatched())
      const statuses = others.map((one) => one.status())
      store.reset(feed, [page])
      store.state.setState({ app })
      // They know at least what is in the snapshot, or go on as before.
      for (const [index, one] of others.entries()) {
        const status = statuses[index]
        if (isElsewhere(one.filter) && status) one.set({ status })
        else
          one.take(items, [{ ...page, data: page.data.filter((item) => matches(one.filter, item)) }], false)
      }
    })
  }

  const takeOver = (kept: readonly Kept[]): void => {
    const epoch = store.head()?.epoch
    const made: Pending[] = []
    for (const { operation, actedAt, epoch: then } of kept) {
      const { operationId } = operation
      if (adopted.has(operationId) || records.has(operationId)) continue
      adopted.add(operationId)
      const settle = (reason?: Error): void => {
        if (reason instanceof Problem && reason.code !== 'closed') onUndone(reason, operation)
      }
      const record: Pending = { ...operation, actedAt, isSent: true, settle }
      // Its position means nothing in a feed that was made anew.
      if (!isAll(record) || then === epoch) made.push(record)
      else {
        vault.remove([operationId])
        settle(clientProblem('refused'))
      }
    }
    if (made.length === 0) return
    store.commit(() => {
      store.act(made)
      reorder()
    })
    if (isConfirmed()) flush()
  }
  /** Acts are laid over each other in the order in which they were done; one on all that was undone is not. */
  const reorder = (): void => {
    const touched = [...items.touched]
    const all = [...records.values()].toSorted((a, b) => a.actedAt - b.actedAt)
    for (const record of all) dropRecord(items, record)
    for (const record of all) {
      addRecord(items, record)
      const undone = record.verb === 'undo' && records.get(record.of)
      if (undone) items.alls.delete(undone)
    }
    for (const id of touched) items.touched.add(id)
    items.laid.clear()
  }

  const adopt = async (): Promise<void> => {
    const { kept } = await vault.read()
    if (!isClosed && store.head()) takeOver(kept)
  }

  const start = async (): Promise<void> => {
    keep([...records.values()])
    const left = await vault.read()
    if (isClosed) return
    // What this tab has written, and was answered while nobody wrote it down.
    vault.remove(left.own.filter((id) => !records.has(id)))
    if (left.snapshot && !store.head()) tryTo(() => restore(left.snapshot as Snapshot))
    const isKnown = store.head() !== null
    // An act on one item needs no place in the feed, and goes before what is done here: it was done before.
    takeOver(left.kept.filter(({ operation }) => isKnown || 'id' in operation))
    if (!isKnown) waiting = left.kept.filter(({ operation }) => !('id' in operation))
    // The first page may have come before there was anybody to keep it.
    saveSoon()
  }
  void start()

  return {
    adopt,
    journal: {
      added: keep,
      settled({ operationId }, reason) {
        // What could not be sent any more is for the next page.
        if (reason instanceof Problem && reason.code === 'closed') return
        if (removed.push(operationId) > 1) return
        queueMicrotask(() => {
          vault.remove(removed)
          removed = []
        })
      },
      changed() {
        if (isClosed) return
        if (waiting.length > 0 && store.head()) takeOver(waiting.splice(0))
        saveSoon()
      },
    },
    close() {
      isClosed = true
      // A write that is under way when the page is put away would keep others waiting, and it out of the cache.
      if (cancelSave) save()
      vault.close()
    },
  }
}
