import type { Inbox } from '@inboxkit/core'

const all = new WeakMap<Inbox, Map<string, string>>()

/** What was written into forms and not sent, or not taken: kept while rows come and go. By notification and block. */
export function draftsOf(inbox: Inbox): Map<string, string> {
  const known = all.get(inbox) ?? new Map<string, string>()
  all.set(inbox, known)
  return known
}

export const draftKey = (notificationId: number, blockId: string): string => `${notificationId} ${blockId}`
