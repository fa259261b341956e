import {
  type BatchAnswer,
  type Change,
  type ChangesAnswer,
  clientProblem,
  type FeedChanges,
  type FeedPage,
  type Filter,
} from '@inboxkit/protocol'
import { liveProblem } from '@inboxkit/protocol/live-problems'
import type { FeedState } from './feed-state.js'
import type { FeedStore } from './feed-store.js'
import { toJudged } from './filters.js'
import { isAll, isOne, type Pending } from './overlay.js'
import { moveAll, moveMarks } from './tallying.js'

/**
 * What an answer or event means for us: `fits`: we stand where it ends, or further. `gap`: something between is
 * missing. `void`: it is of another epoch, so all we know is.
 */
export type Verdict = 'fits' | 'gap' | 'void'

/** Puts what the server says into the store. */
export interface Taking {
  /** A realtime event, or what an answer tells like one: its head counts only when it starts where we stand. */
  take(changes: FeedChanges): Verdict
  /** The answer to "what has changed since we stood there, and what do these filters count": it covers all of it. */
  takeWhole(answer: ChangesAnswer, asked: readonly Filter[]): Verdict
  /** What the server said to some operations; what it changed is told as an event tells it. */
  takeAnswer(sent: readonly Pending[], answer: BatchAnswer): Verdict
  /** A page beside what is loaded: it never moves the head. */
  takePage(feed: FeedState, page: FeedPage, isMore: boolean): Verdict
}

export const createTaking = (store: FeedStore): Taking => {
  const { items, tallies, changing } = store
  const { records, ahead } = items
  const { note, drop, setHead, write, settle } = changing

  const commit = (run: () => Verdict): Verdict => {
    const verdict = store.commit(run)
    store.journal?.changed()
    return verdict
  }

  /**
   * Beyond a gap: an older item that we don't know. What it was just before tells nothing of what it was where our
   * counts stand, so its row would come without them. What is missing brings both.
   */
  const isStrange = ({ id, item, was }: Change, seq: number): boolean =>
    item !== null &&
    was !== null &&
    item.sort <= seq &&
    !items.confirmed.has(id) &&
    !items.gone.has(id) &&
    !ahead.has(id)

  const take = (answer: FeedChanges | ChangesAnswer, asked?: readonly Filter[]): Verdict => {
    const { epoch, from, seq, marks, changes } = answer
    const { head } = items
    if (!head) return 'fits'
    if (epoch !== head.epoch) return 'void'
    const fits = asked ? from <= head.seq && seq >= head.seq : from === head.seq
    // A change by one of our own operations confirms it, whichever road it came by; "all" only with everything.
    for (const { operationId } of fits ? [...changes, marks] : changes) {
      const record = operationId && records.get(operationId)
      if (record && (fits || !isAll(record))) drop(record)
    }
    // What is not newer than where we stood is in the table already, or was taken out of it since.
    const news = changes.filter((change) => change.seq > head.seq)
    if (fits) {
      if (!asked) moveAll(tallies, news)
      setHead(answer)
    }
    for (const change of news)
      if (fits || !isStrange(change, head.seq)) write(change, change.was && toJudged(change.was))
    if (fits) {
      // Whatever was ahead and is not any more has just been confirmed, or cleared.
      for (const [id, version] of ahead) {
        if (version.seq > seq) continue
        note(id)
        ahead.delete(id)
      }
      for (const record of records.values()) if ((record.answeredSeq ?? Infinity) <= seq) drop(record)
      moveMarks(items, tallies, head, news)
      if (asked && seq > head.seq) tallies.outdate()
      if (asked) tallies.set(asked, 'filtered' in answer ? answer.filtered : [])
    }
    return seq <= (items.head?.seq ?? 0) ? 'fits' : 'gap'
  }

  const takeResult = (record: Pending, { results, changes, seq }: BatchAnswer, verdict: Verdict): void => {
    const result = results.find(({ operationId }) => operationId === record.operationId)
    const outcome = result?.outcome
    if (outcome === 'gone' && items.head && verdict !== 'void' && isOne(record)) {
      // Unless a later operation of the batch has brought it back.
      if (!changes.some(({ id }) => id === record.id)) write({ id: record.id, seq, item: null }, null)
    }
    if (outcome !== 'applied' && outcome !== 'duplicate') record.isVain = true
    if (outcome === 'refused' || outcome === 'expired')
      drop(record, clientProblem('refused', result?.message === undefined ? {} : { detail: result.message }))
    else if (outcome === 'gone')
      drop(record, record.verb === 'restore' ? liveProblem('restore_expired') : undefined)
    else if (!outcome) drop(record, clientProblem('garbled'))
    else if (verdict !== 'gap') drop(record)
    else {
      record.answeredSeq = seq
      if (isOne(record)) note(record.id)
      record.settle()
    }
  }

  return {
    take: (changes) => commit(() => take(changes)),
    takeWhole: (answer, asked) => commit(() => take(answer, asked)),
    takeAnswer: (sent, answer) =>
      commit(() => {
        const verdict = take(answer)
        for (const record of sent) takeResult(record, answer, verdict)
        return verdict
      }),
    takePage: (feed, page, isMore) =>
      commit(() => {
        const { head } = items
        if (!head) return 'fits'
        if (page.epoch !== head.epoch) return 'void'
        for (const item of page.data) write({ ...item, item }, item)
        settle()
        feed.take(items, [page], isMore)
        if (page.filtered && page.seq === head.seq) tallies.set([feed.filter], [page.filtered])
        if (page.marks.readAll < head.marks.readAll) feed.outdate()
        return page.seq <= head.seq ? 'fits' : 'gap'
      }),
  }
}
