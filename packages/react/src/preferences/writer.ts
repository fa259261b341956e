import type { PreferenceSource } from '@inboxkit/core'
import type { PreferencePage, PreferencePageChanges } from '@inboxkit/protocol'
import type { Query } from '@tanstack/react-query'
import { withChanges } from './with-changes.js'

interface Call {
  changes: PreferencePageChanges
  /** What it is about, without what it says of it. */
  place: string
  done: Promise<void>
}

/** What is unanswered. Gone when all is answered. */
interface Burst {
  /** As the server said last. */
  confirmed: PreferencePage
  /** Oldest first; the first is on its way. */
  calls: Call[]
  /** Fulfils when all that was sent so far is answered. */
  answered: Promise<void>
  /** It has changed elsewhere, or was being read, meanwhile. */
  isStale: boolean
}

type PageQuery = Query<PreferencePage>

const bursts = new WeakMap<PageQuery, Burst>()

const placeOf = (changes: PreferencePageChanges): string =>
  JSON.stringify(changes, (name, value: unknown) => (/^enabled$|^choice$|^quiet/.test(name) ? 0 : value))

/**
 * Shows a change at once and sends it: one request at a time, so that answers come in the order of the acts. What waits
 * is replaced by what is said later of the same place. Rejects with why it was refused, when it has been taken back.
 * @param query has read its page
 */
export function write(
  query: PageQuery,
  source: PreferenceSource,
  changes: PreferencePageChanges,
): Promise<void> {
  const burst = bursts.get(query) ?? {
    confirmed: query.state.data as PreferencePage,
    calls: [],
    answered: Promise.resolve(),
    isStale: false,
  }
  bursts.set(query, burst)
  burst.isStale ||= query.state.fetchStatus !== 'idle'
  // What was asked for before knows nothing of this.
  void query.cancel({ revert: true })
  const place = placeOf(changes)
  let call = burst.calls.slice(1).find((one) => one.place === place)
  if (call) call.changes = changes
  else {
    const added: Call = { changes, place, done: burst.answered.then(() => send(query, source, burst, added)) }
    call = added
    burst.calls.push(call)
    burst.answered = call.done.catch(() => {})
  }
  show(query, burst)
  return call.done
}

const show = (query: PageQuery, { confirmed, calls }: Burst): void =>
  void query.setData(
    calls.reduce((page, { changes }) => withChanges(page, changes), confirmed),
    { manual: true },
  )

async function send(query: PageQuery, source: PreferenceSource, burst: Burst, call: Call): Promise<void> {
  try {
    burst.confirmed = await source.change(call.changes)
  } finally {
    burst.calls.shift()
    show(query, burst)
    if (burst.calls.length === 0) {
      bursts.delete(query)
      if (burst.isStale) reread(query)
    }
  }
}

/** Reads it anew; with changes on their way, when those have been answered. */
export function reread(query: PageQuery): void {
  const burst = bursts.get(query)
  if (burst) burst.isStale = true
  else {
    query.invalidate()
    if (query.isActive()) query.fetch(undefined, { cancelRefetch: true }).catch(() => {})
  }
}
