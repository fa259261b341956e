import type { Inbox } from '../inbox.js'

/** For `faviconDot`. */
export interface FaviconDotOptions {
  /**
   * Address of the icon with the dot, such as `/favicon-dot.svg`. A file of the page's own: nothing is drawn, so a
   * policy of `img-src 'self'` is enough.
   */
  href: string
  /** Which number has to be above 0; default `unseen`. */
  count?: 'unseen' | 'unread' | undefined
}

/** Shows another icon while something waits. Safari does not change icons of open pages. Returns what ends it. */
export const faviconDot = (inbox: Inbox, { href, count = 'unseen' }: FaviconDotOptions): (() => void) => {
  /** The page's icons, and where they led. */
  let plain: Map<HTMLLinkElement, string | null> | undefined
  let made: HTMLLinkElement | undefined

  const show = (): void => {
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')]
    if (links.length === 0) {
      made = document.createElement('link')
      made.rel = 'icon'
      links.push(document.head.appendChild(made))
    }
    plain = new Map(links.map((link) => [link, link.getAttribute('href')]))
    for (const link of links) link.href = href
  }
  const hide = (): void => {
    // The page may have put another one there meanwhile.
    for (const [link, before] of plain ?? [])
      if (before !== null && link.getAttribute('href') === href) link.setAttribute('href', before)
    made?.remove()
    plain = made = undefined
  }
  const update = (): void => {
    const isWaiting = (inbox.counts.get()?.[count] ?? 0) > 0
    if (isWaiting === Boolean(plain)) return
    if (isWaiting) show()
    else hide()
  }
  const stop = inbox.counts.subscribe(update)
  update()
  return () => {
    stop()
    hide()
  }
}
