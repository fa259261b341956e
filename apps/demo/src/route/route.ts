import { useMemo, useSyncExternalStore } from 'react'

const panels = ['send', 'escalation', 'inbox', 'preferences', 'together'] as const
/** Beside the board: `send` and `escalation`. In its place: the others. */
export type Panel = (typeof panels)[number]

/** What the address says: `/?user=ann&order=1042`, or `&panel=send`. */
export interface Route {
  user: string | null
  order: number | null
  panel: Panel | null
  /** The request of the escalation that is watched, and how many seconds its waits take. */
  run: string | null
  wait: number | null
  /** Whose inboxes stand side by side. */
  left: string | null
  right: string | null
}

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  if (listeners.size === 0) addEventListener('popstate', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('popstate', tell)
  }
}

const read = (search: string): Route => {
  const given = new URLSearchParams(search)
  const number = (name: string): number | null => {
    const value = Number(given.get(name))
    return Number.isSafeInteger(value) && value > 0 ? value : null
  }
  return {
    user: given.get('user'),
    order: number('order'),
    panel: panels.find((panel) => panel === given.get('panel')) ?? null,
    run: given.get('run'),
    wait: number('wait'),
    left: given.get('left'),
    right: given.get('right'),
  }
}

export const useRoute = (): Route => {
  const search = useSyncExternalStore(subscribe, () => location.search)
  return useMemo(() => read(search), [search])
}

/** What stays when one goes elsewhere: who one is, and which way one reads. */
const lasting = ['user', 'dir'] as const

/** The full address of a place. What `to` leaves open stays as it is now. */
export const hrefOf = (to: Partial<Route>): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(to)) if (value !== null) query.set(name, String(value))
  return withLasting(`/?${query}`)
}

const withLasting = (href: string): string => {
  const url = new URL(href, location.href)
  const now = new URLSearchParams(location.search)
  for (const name of lasting) {
    const value = now.get(name)
    if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value)
  }
  return `${url.pathname}${url.search}${url.hash}`
}

/** Goes to an address of this page without loading it. The bell's links come here too. */
export const navigate = (href: string): void => {
  const target = withLasting(href)
  if (target === `${location.pathname}${location.search}${location.hash}`) return
  history.pushState(null, '', target)
  tell()
}

export const replaceRoute = (to: Partial<Route>): void => {
  history.replaceState(null, '', hrefOf({ ...read(location.search), ...to }))
  tell()
}
