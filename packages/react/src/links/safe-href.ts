const allowed = /^(?:https?|mailto|tel):$/

/** The address itself when it may be a link: http, https, mailto, tel or relative. Anything else is no link. */
export function safeHref(address: string | null | undefined): string | undefined {
  if (!address) return undefined
  try {
    return allowed.test(new URL(address, document.baseURI).protocol) ? address : undefined
  } catch {
    return undefined
  }
}

/** Path, query and hash of a link into the page's own origin; `undefined` for one that leads elsewhere. */
export function ownPath(href: string): string | undefined {
  const { origin, pathname, search, hash } = new URL(href, document.baseURI)
  return origin === location.origin ? pathname + search + hash : undefined
}
