'use client'

import type { ReactNode } from 'react'
import { CheckIcon, ClockIcon, PinIcon } from '../icons/icons.js'
import { ArchiveIcon, TrashIcon, UnarchiveIcon, UnreadIcon } from '../icons/menu-icons.js'
import type { PartState } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useLaterText } from '../text/use-later-text.js'
import { usePerform } from '../toast/use-perform.js'
import { useItemContext } from './context.js'

/** One thing that can be done with an item, for a button or a menu entry. */
export interface Act {
  name: string
  icon: ReactNode
  /** The key that does the same to the current item, while shortcuts are on. */
  keys?: string
  state?: PartState
  run: () => void
}

export interface Acts {
  toggleRead: Act
  /** Out of the archive, for what is in it. */
  archive: Act
  /** Only for what is snoozed. */
  unsnooze: Act | undefined
  /** Only for what stands in the inbox. */
  pin: Act | undefined
  remove: Act
  /** Not for what is in the archive. */
  snooze: ((until: Date) => void) | undefined
}

/** What a user can do with an item in the state it is in. A refused act goes back, and its reason to the root. */
export function useActs(part: string): Acts {
  const { id, readAt, archivedAt, snoozedUntil, pinnedAt } = useItemContext(part).notification
  const { inbox } = useRoot(part)
  const perform = usePerform(part)
  const text = useLaterText(part)
  const isArchived = archivedAt !== undefined
  const isPinned = pinnedAt !== undefined
  return {
    toggleRead: {
      name: text(readAt ? 'markUnread' : 'markRead'),
      icon: readAt ? <UnreadIcon /> : <CheckIcon />,
      keys: readAt ? 'u' : 'r',
      state: { unread: !readAt },
      run: () => perform(readAt ? inbox.markUnread(id) : inbox.markRead(id)),
    },
    archive: {
      name: text(isArchived ? 'unarchive' : 'archive'),
      icon: isArchived ? <UnarchiveIcon /> : <ArchiveIcon />,
      keys: 'e',
      state: { archived: isArchived },
      run: () =>
        isArchived
          ? perform(inbox.unarchive(id), 'saidUnarchived')
          : perform(inbox.archive(id), 'saidArchived'),
    },
    snooze: isArchived ? undefined : (until) => perform(inbox.snooze(id, until), 'saidSnoozed'),
    unsnooze:
      snoozedUntil === undefined
        ? undefined
        : {
            name: text('unsnooze'),
            icon: <ClockIcon />,
            keys: 's',
            state: { snoozed: true },
            run: () => perform(inbox.unsnooze(id), 'saidUnsnoozed'),
          },
    pin:
      isArchived || snoozedUntil !== undefined
        ? undefined
        : {
            name: text(isPinned ? 'unpin' : 'pin'),
            icon: <PinIcon />,
            state: { pinned: isPinned },
            run: () => perform(isPinned ? inbox.unpin(id) : inbox.pin(id)),
          },
    remove: {
      name: text('remove'),
      icon: <TrashIcon />,
      keys: '#',
      run: () => perform(inbox.remove(id), 'saidRemoved'),
    },
  }
}
