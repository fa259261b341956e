import type { Inbox } from '@inboxkit/core'
import type { Filter } from '@inboxkit/protocol'
import type { Perform } from '../toast/use-perform.js'

type Ids = readonly number[]

/** What can be done with one or several of a list at once. One that was only read or unread is not talked about. */
export interface ActsOn {
  read: (ids: Ids) => void
  unread: (ids: Ids) => void
  /** Back to the inbox, in the archive. */
  archive: (ids: Ids) => void
  snooze: (ids: Ids, until: Date) => void
  unsnooze: (ids: Ids) => void
  remove: (ids: Ids) => void
}

/** The acts on what the list of `filter` shows. */
export function actsOn(inbox: Inbox, { state }: Filter, perform: Perform): ActsOn {
  const isSeveral = (ids: Ids) => ids.length > 1
  return {
    read: (ids) => perform(inbox.markRead(ids), isSeveral(ids) ? 'saidRead' : undefined, ids.length),
    unread: (ids) => perform(inbox.markUnread(ids), isSeveral(ids) ? 'saidUnread' : undefined, ids.length),
    archive: (ids) =>
      state === 'archived'
        ? perform(inbox.unarchive(ids), 'saidUnarchived', ids.length)
        : perform(inbox.archive(ids), 'saidArchived', ids.length),
    snooze: (ids, until) => perform(inbox.snooze(ids, until), 'saidSnoozed', ids.length),
    unsnooze: (ids) => perform(inbox.unsnooze(ids), 'saidUnsnoozed', ids.length),
    remove: (ids) => perform(inbox.remove(ids), 'saidRemoved', ids.length),
  }
}
