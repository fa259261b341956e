import type { Counts, Inbox } from '@inboxkit/core'

/** What somebody who never looks away has noticed of an inbox on a page. */
export interface Witness {
  /** Whatever was said, each once: by a notice, an alert, a toast or the place of a list that is not there. */
  readonly said: readonly string[]
  /** What must not happen under anyone's eyes, in sentences. */
  readonly faults: readonly string[]
  /** Kinds of connection, one after the other. */
  readonly connections: readonly string[]
  /** From here on the field that has the focus keeps it, and what is written in it, and its place on the screen. */
  holdField(): void
  /** Titles of the whole list from top to bottom, with what waits above it. */
  titles(): Promise<string[]>
  counts(): Counts | null
}

const speaking = '[role=status], [role=alert], output, .inbox-empty-text, .inbox-fault'
/** Said to screen readers, of what is new. */
const arrivals = /^\d+ new notifications?$/

/** Watches the inbox and what is drawn of it, with every change and in every frame. */
export const openWitness = (inbox: Inbox): Witness => {
  const [said, faults] = [new Set<string>(), new Set<string>()]
  const connections: string[] = []
  const feed = inbox.feed()

  let known: readonly number[] = []
  const watchFeed = (): void => {
    const { ids, status } = feed.get()
    if (status.kind === 'failed') faults.add(`The list failed: ${status.problem.code}`)
    if (new Set(ids).size < ids.length) faults.add(`The list has one twice: ${ids.join(' ')}`)
    const left = new Set(ids)
    const lost = known.filter((id) => !left.has(id))
    if (lost.length > 0) faults.add(`The list lost ${lost.join(' ')}`)
    const before = new Set(known)
    const kept = ids.filter((id) => before.has(id))
    if (lost.length === 0 && kept.some((id, at) => id !== known[at])) faults.add('The list has another order')
    known = ids
  }
  const watchConnection = (): void => void connections.push(inbox.connection.get().kind)
  feed.subscribe(watchFeed)
  inbox.connection.subscribe(watchConnection)

  const read = new Set<string>()
  let hadRows = false
  const watchRows = (panel: Element): void => {
    const rows = [...panel.querySelectorAll<HTMLElement>('[data-row]')]
    const ids = rows.map(({ dataset }) => dataset['row'] ?? '')
    if (new Set(ids).size < ids.length) faults.add(`A row is drawn twice: ${ids.join(' ')}`)
    if (hadRows && rows.length === 0) faults.add('The list was empty')
    hadRows ||= rows.length > 0
    for (const [at, id] of ids.entries()) {
      const isUnread = rows[at]?.querySelector('article')?.hasAttribute('data-unread')
      if (isUnread && read.has(id)) faults.add(`${id} was unread again`)
      if (isUnread === false) read.add(id)
    }
  }
  const look = (): void => {
    for (const { textContent } of document.querySelectorAll(speaking))
      if (textContent && !arrivals.test(textContent)) said.add(textContent)
    const panel = document.querySelector('[role=dialog]')
    if (panel) watchRows(panel)
  }
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ['data-unread'],
  })

  const holdField = (): void => {
    const field = document.activeElement as HTMLTextAreaElement
    const scroller = field.closest('.inbox-body')
    const place = (): number =>
      field.getBoundingClientRect().top - (scroller?.getBoundingClientRect().top ?? 0)
    const [top, scrollTop] = [place(), scroller?.scrollTop]
    let { value } = field
    field.addEventListener('input', () => (value = field.value))
    const watch = (): void => {
      if (document.activeElement !== field) faults.add(`The focus left ${field.tagName}`)
      if (field.value !== value) faults.add(`"${value}" became "${field.value}"`)
      if (scroller?.scrollTop !== scrollTop || Math.abs(place() - top) > 1)
        faults.add(
          `The field moved from ${top} to ${place()}, scrolled ${scrollTop} to ${scroller?.scrollTop}`,
        )
      requestAnimationFrame(watch)
    }
    watch()
  }

  return {
    get said() {
      return [...said]
    },
    get faults() {
      return [...faults]
    },
    connections,
    holdField,
    counts: inbox.counts.get,
    async titles() {
      feed.showWaiting()
      while (feed.get().hasMore) await feed.loadMore()
      return feed.get().ids.map((id) => inbox.item(id).get()?.title ?? '')
    },
  }
}
