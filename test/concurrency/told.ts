import type { FeedChanges, Marks } from '@inboxkit/protocol'
import { isSame, Replica } from '../kit/replica.js'

/**
 * What sockets were told about one feed, held against the protocol: put in order, the events cover every `seq` from 0
 * to `head` once, without a hole and without a repeat; and after each of them the counts are those of the items.
 */
export const toldFaults = (events: readonly FeedChanges[], head: number): string[] => {
  const [first] = events
  if (!first) return head === 0 ? [] : [`nothing was told of ${head} changes`]
  const replica = new Replica()
  replica.epoch = first.epoch
  const faults: string[] = []
  let marks: Marks | undefined
  const created = new Set<number>()
  for (const event of [...events].sort((a, b) => a.from - b.from)) {
    if (event.from !== replica.seq || event.seq <= event.from) {
      faults.push(`after ${replica.seq} comes an event from ${event.from} to ${event.seq}`)
      return faults
    }
    // What a batch did to an item after it moved a watermark over it is told as a change from there.
    const isMoved = JSON.stringify(event.marks) !== JSON.stringify(marks)
    marks = event.marks
    for (const { id, seq, item, was } of event.changes) {
      const before = replica.flags(id)
      if (!isMoved && JSON.stringify(before) !== JSON.stringify(was))
        faults.push(
          `at ${seq} item ${id} is said to have been ${JSON.stringify(was)}, it was ${JSON.stringify(before)}`,
        )
      // What wakes has a new place too, but it was there before.
      if (was !== null || item?.sort !== seq) continue
      if (created.has(id)) faults.push(`item ${id} was created twice`)
      created.add(id)
    }
    replica.apply(event)
    if (!isSame(replica.counts(), event.counts))
      faults.push(
        `at ${event.seq} counts are ${JSON.stringify(event.counts)}, items ${JSON.stringify(replica.counts())}`,
      )
  }
  return replica.seq === head ? faults : [...faults, `told up to ${replica.seq}, the feed stands at ${head}`]
}
