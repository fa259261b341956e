import {
  type AllVerb,
  clientProblem,
  type Filter,
  type ItemVerb,
  type NotificationId,
} from '@inboxkit/protocol'
import { type Act, notDone } from './feed/acts.js'
import type { FeedStore } from './feed/feed-store.js'
import { cleaned } from './feed/filters.js'
import { shown } from './feed/items.js'
import type { Inbox, Undoable } from './inbox.js'

type Verbs = Pick<
  Inbox,
  | `mark${'Read' | 'Unread' | 'Seen' | 'Unseen' | 'AllRead' | 'AllSeen'}`
  | 'archive'
  | 'unarchive'
  | 'snooze'
  | 'unsnooze'
  | 'pin'
  | 'unpin'
  | 'remove'
  | 'restore'
  | 'setState'
  | 'archiveAll'
  | 'removeAll'
>

type Ids = NotificationId | readonly NotificationId[]

const refused = (detail: string): Undoable => notDone(clientProblem('refused', { detail }))

/** What a user can do to notifications. @param act shows acts, and sends them */
export const createVerbs = (store: FeedStore, act: (acts: readonly Act[]) => Undoable): Verbs => {
  const verb =
    (name: ItemVerb) =>
    (ids: Ids): Undoable =>
      act(
        [ids]
          .flat()
          .filter((id) => name !== 'seen' || !shown(store.items, id)?.seenAt)
          .map((id) => ({ verb: name, id })),
      )
  const verbAll =
    (name: AllVerb) =>
    (given: Filter = {}): Undoable => {
      const head = store.head()
      const filter = cleaned(given)
      const isAll = Object.keys(filter).length === 0
      if (!head) return refused('Nothing is loaded yet')
      return act([{ verb: name, throughSeq: head.seq, ...(!isAll && { filter }) }])
    }
  return {
    markRead: verb('read'),
    markUnread: verb('unread'),
    markSeen: verb('seen'),
    markUnseen: verb('unseen'),
    archive: verb('archive'),
    unarchive: verb('unarchive'),
    snooze(ids, until) {
      const at = new Date(until)
      if (Number.isNaN(at.getTime())) return refused('until must be a date')
      return act([ids].flat().map((id) => ({ verb: 'snooze', id, until: at.toISOString() })))
    },
    unsnooze: verb('unsnooze'),
    pin: verb('pin'),
    unpin: verb('unpin'),
    remove: verb('delete'),
    restore: verb('restore'),
    setState: (id, state, answer) => act([{ verb: 'state', id, state, answer }]),
    markAllRead: verbAll('readAll'),
    markAllSeen: verbAll('seenAll'),
    archiveAll: verbAll('archiveAll'),
    removeAll: verbAll('deleteAll'),
  }
}
