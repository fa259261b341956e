import type { Filter } from '@inboxkit/protocol'
import type { InboxTab, KnownTab } from '../root/context.js'

const known: Record<KnownTab, Filter> = {
  all: {},
  unread: { state: 'unread' },
  read: { state: 'read' },
  archived: { state: 'archived' },
  snoozed: { state: 'snoozed' },
}

export const isKnownTab = (value: string): value is KnownTab => Object.hasOwn(known, value)

export const nameOfTab = (tab: InboxTab): string => (typeof tab === 'string' ? tab : tab.value)

export const filterOfTab = (tab: InboxTab): Filter => (typeof tab === 'string' ? known[tab] : tab.filter)
