import { createInbox } from './client.js'
import type { Inbox, InboxOptions } from './inbox.js'
import { systemClock } from './platform/clock.js'

/** A share in one user's inbox. */
export interface SharedInbox {
  readonly inbox: Inbox
  /** Give it back. The inbox is closed 5 s after the last share was. Doing it twice is the same as once. */
  release(): void
}

interface Entry {
  inbox: Inbox
  userToken: InboxOptions['userToken']
  shares: number
  cancelClose?: (() => void) | undefined
}

const lingerMs = 5000
const entries = new Map<string, Entry>()

/** The token is always asked of whoever came last: views make a new function each time. */
const openEntry = (options: InboxOptions): Entry => {
  const { userToken } = options
  const entry: Omit<Entry, 'inbox'> = { userToken, shares: 0 }
  const latest = (): Promise<string> | string =>
    typeof entry.userToken === 'function' ? entry.userToken() : String(entry.userToken)
  const inbox = createInbox({ ...options, userToken: userToken && latest })
  return Object.assign(entry, { inbox })
}

/**
 * One inbox per base URL, API key and user on this page, however many ask for it. Of the options of those that come
 * later only `userToken` counts.
 */
export const shareInbox = (options: InboxOptions): SharedInbox => {
  const { baseUrl, apiKey, userId, userToken, clock = systemClock } = options
  const key = JSON.stringify([baseUrl, apiKey, userId, !userToken])
  const entry = entries.get(key) ?? openEntry(options)
  entries.set(key, entry)
  entry.userToken = userToken
  entry.cancelClose?.()
  entry.shares++
  let isHeld = true
  return {
    inbox: entry.inbox,
    release() {
      if (!isHeld) return
      isHeld = false
      if (--entry.shares > 0) return
      entry.cancelClose = clock.setTimeout(() => {
        entries.delete(key)
        // Who leaves a page is not signed out: what is kept for the next one stays.
        entry.inbox.close()
      }, lingerMs)
    },
  }
}
