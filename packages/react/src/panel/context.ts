'use client'

import type { Feed, FeedView } from '@inboxkit/core'
import type { Filter } from '@inboxkit/protocol'
import { type Context, createContext, type RefObject, useContext } from 'react'
import { useFeed } from '../hooks/use-feed.js'
import type { Value } from '../root/value.js'

export interface ListHandle {
  /** Moves the focus to a row; when none is named, to the current one, or the first. */
  focus: (id?: number) => void
  /** Moves the focus by so many rows from the current one, or to the first. */
  move: (by: number) => void
  /** The row that keys act on: the one that has the focus in it, or had it last. */
  current: () => number | null
  /** Scrolls to the first row. */
  toTop: () => void
}

/** What is ticked; `null` while nobody is selecting. */
export type Selection = ReadonlySet<number> | null

export interface PanelValue {
  /** Name of the chosen tab. */
  tab: string
  /** What the list shows: the tab's filter, narrowed to the chosen category. The same object while neither changes. */
  filter: Filter
  setTab: (tab: string, filter: Filter) => void
  /** Identifier of the category that the list is narrowed to. */
  category: string | null
  setCategory: (category: string | null) => void
  selection: Value<Selection>
  /** Whether the sheet of keys is shown. */
  help: Value<boolean>
  /** Whether the settings are in the place of the list. */
  settings: Value<boolean>
  titleId: string
  bodyId: string
  /** What the list can be asked to do, while it is there. */
  list: RefObject<ListHandle | null>
  /** A link was followed: a panel that covers the page goes away. */
  leave: () => void
}

export const PanelContext: Context<PanelValue | null> = createContext<PanelValue | null>(null)

export function usePanel(part: string): PanelValue {
  const panel = useContext(PanelContext)
  if (!panel) throw new Error(`${part} belongs inside <Inbox.Popover> or <Inbox.Panel>.`)
  return panel
}

/** The feed that the list shows. */
export const usePanelFeed = (part: string): FeedView & { feed: Feed } => useFeed(usePanel(part).filter)
