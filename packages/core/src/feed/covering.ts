import type { AllOperation, Counts, Filter } from '@inboxkit/protocol'
import { type Cover, hasNothing, isPlain, names, type Tally, untouched } from './counts.js'
import { broaden, keyOf } from './filters.js'
import type { Items } from './items.js'
import { isAll } from './overlay.js'

/** What an act on all of a filter's `state` leaves of counts. */
const leave = (counts: Counts, { verb, filter }: AllOperation): void => {
  const state = filter?.state
  if (verb === 'seenAll' || verb === 'readAll') {
    if (state === 'read') return
    counts.unseen = 0
    if (verb === 'readAll') counts.unread = 0
  } else if (state === 'read') counts.total = counts.unread
  else {
    counts.total = state === 'unread' ? counts.total - counts.unread : 0
    counts.unread = counts.unseen = 0
  }
}

interface Left {
  filter: Filter
  counts: Counts
}

/**
 * Lays one pending act on all over counts of which every item is older than it. Counts of filters that overlap with
 * its own, so that only the items that are here can tell, are taken out.
 */
const cover = (lefts: Map<string, Left>, act: AllOperation): void => {
  const broad = broaden(act.filter ?? {})
  const isMark = act.verb === 'readAll' || act.verb === 'seenAll'
  const part = lefts.get(keyOf(broad))?.counts
  const before = part && { ...part }
  if (part) leave(part, act)
  for (const [key, { filter, counts }] of lefts) {
    if (counts === part) continue
    const isPart = hasNothing(broad) && (isPlain(filter) || (isMark && !act.filter))
    if (isPart) leave(counts, act)
    else if (before && before.total < Infinity && hasNothing(filter) && isPlain(broad))
      for (const name of names) counts[name] += part[name] - before[name]
    else lefts.delete(key)
  }
}

/** @param tallies by `keyOf` their filters */
export const coverOf =
  (items: Items, tallies: ReadonlyMap<string, Tally>): Cover =>
  (tally, ids) => {
    const lefts = new Map<string, Left>()
    const acts = [...items.alls].filter(isAll)
    for (const one of [tally, ...acts.map((act) => tallies.get(keyOf(broaden(act.filter ?? {}))))])
      if (one?.counts)
        lefts.set(keyOf(one.filter), { filter: one.filter, counts: untouched(items, one, ids) })
    for (const act of acts) cover(lefts, act)
    return lefts.get(keyOf(tally.filter))?.counts
  }
