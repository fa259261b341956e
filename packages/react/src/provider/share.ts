import { createInbox, type Inbox, type InboxOptions, shareInbox } from '@inboxkit/core'

/**
 * The page's client for this identity, without a share in it: one that nobody takes a share in is closed 5 s later.
 * So rendering may ask for it as often as it likes. On the server each caller gets its own, which never connects.
 */
export function findInbox(options: InboxOptions): Inbox {
  if (typeof document === 'undefined') return createInbox(options)
  const { inbox, release } = shareInbox(options)
  release()
  return inbox
}
