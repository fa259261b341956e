import type { Inbox } from '@inboxkit/core'
import { createValue, type Value } from '../root/value.js'

const all = new WeakMap<Inbox, Value<ReadonlySet<number>>>()

/** Categories that were muted on this page and not taken back, by id: what rows know without asking. */
export function mutedOf(inbox: Inbox): Value<ReadonlySet<number>> {
  const known = all.get(inbox) ?? createValue<ReadonlySet<number>>(new Set())
  all.set(inbox, known)
  return known
}
