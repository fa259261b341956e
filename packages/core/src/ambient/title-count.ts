import type { Inbox } from '../inbox.js'

/** For `titleCount`. */
export interface TitleCountOptions {
  /** Which number; default `unseen`. */
  count?: 'unseen' | 'unread' | undefined
  /** Makes the title; `count` is 0 or more. Default: `(3) Title`, `(99+) Title`, and the title alone at 0. */
  format?: ((count: number, title: string) => string) | undefined
}

const withCount = (count: number, title: string): string =>
  count > 0 ? `(${count > 99 ? '99+' : count}) ${title}` : title

/** Two would count each other's changes. */
let endLast: (() => void) | undefined

/**
 * Shows the count in the title of the page, whatever the page makes its title later. One at a time: a second one ends
 * the first. Returns what ends it.
 */
export const titleCount = (inbox: Inbox, options: TitleCountOptions = {}): (() => void) => {
  endLast?.()
  const { count = 'unseen', format = withCount } = options
  /** As the page has it. */
  let title = document.title
  /** As we have written it. */
  let written: string | undefined

  const write = (): void => {
    if (document.title !== written) title = document.title
    const next = format(inbox.counts.get()?.[count] ?? 0, title)
    if (next !== document.title) document.title = next
    written = document.title
  }
  const observer = new MutationObserver(() => {
    if (document.title !== written) write()
  })
  observer.observe(document.head, { childList: true, subtree: true, characterData: true })
  const stop = inbox.counts.subscribe(write)
  write()
  const end = (): void => {
    if (endLast !== end) return
    endLast = undefined
    stop()
    observer.disconnect()
    if (document.title === written) document.title = title
  }
  endLast = end
  return end
}
