import type { PreferenceSource } from '@inboxkit/core'
import type { PreferencePage, PreferencePageChanges } from '@inboxkit/protocol'
import type { Query } from '@tanstack/react-query'
import { withChanges } from './with-changes.js'

interface Call {
  changes: PreferencePageChanges
  /** What it is about, without what it says of it. */
  place: string
  source: PreferenceSource
  done: Promise<void>
  end: (refusal?: Promise<never>) => void
}

/** What is unanswered. Gone when all is answered. */
interface Burst {
  /** As the server said last. */
  confirmed: PreferencePage
  /** Oldest first; the first is on its way. */
  calls: Call[]
  /** It has changed elsewhere, or was being read, meanwhile. */
  isStale: boolean
}

type PageQuery = Query<PreferencePage>

const bursts = new WeakMap<PageQuery, Burst>()

const placeOf = (changes: PreferencePageChanges): string =>
  JSON.stringify(changes, (name, value: unknown) => (/^enabled$|^choice$|^quiet/.test(name) ? 0 : value))

const aCall = (source: PreferenceSource, changes: PreferencePageChanges): Call => {
  let end: Call['end'] = () => {}
  const done = new Promise<void>((resolve) => {
    end = resolve
  })
  return { changes, place: placeOf(changes), source, done, end }
}

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
  const known = bursts.get(query)
  const isReading = query.state.fetchStatus !== 'idle'
  // What was asked for before knows nothing of this.
  void query.cancel({ revert: true })
  const burst = known ?? { confirmed: query.state.data as PreferencePage, calls: [], isStale: false }
  burst.isStale ||= isReading
  const call = aCall(source, changes)
  const waiting = burst.calls.slice(1).find(({ place }) => place === call.place)
  if (waiting) waiting.changes = changes
  else burst.calls.push(call)
  show(query, burst)
  if (!known) {
    bursts.set(query, burst)
    void send(query, burst)
  }
  return (waiting ?? call).done
}

const show = (query: PageQuery, { confirmed, calls }: Burst): void =>
  void query.setData(
    calls.reduce((page, { changes }) => withChanges(page, changes), confirmed),
    { manual: true },
  )

async function send(query: PageQuery, burst: Burst): Promise<void> {
  for (let call = burst.calls[0]; call; call = burst.calls[0]) {
    let refusal: Promise<never> | undefined
    try {
      burst.confirmed = await call.source.change(call.changes)
    } catch (reason) {
      refusal = Promise.reject(reason)
    }
    burst.calls.shift()
    show(query, burst)
    call.end(refusal)
  }
  bursts.delete(query)
  if (burst.isStale) reread(query)
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
