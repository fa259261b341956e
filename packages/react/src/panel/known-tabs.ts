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

/** What a tab of this name shows, given the root's tabs. */
export const filterNamed = (name: string, tabs: readonly InboxTab[]): Filter =>
  filterOfTab(tabs.find((tab) => nameOfTab(tab) === name) ?? (isKnownTab(name) ? name : 'all'))

/** A tab's filter within a category. A tab that has a category of its own stays as it is. */
export const narrowed = (filter: Filter, category: string | null): Filter =>
  category === null || filter.category !== undefined ? filter : { ...filter, category }
