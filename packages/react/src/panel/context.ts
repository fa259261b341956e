'use client'

import type { Feed, FeedView } from '@inboxkit/core'
import { type Context, createContext, type RefObject, useContext } from 'react'
import { useFeed } from '../hooks/use-feed.js'

export type TabValue = 'all' | 'unread'

export interface ListHandle {
  /** Moves the focus to a row; when none is named, to the current one, or the first. */
  focus: (id?: number) => void
  /** Scrolls to the first row. */
  toTop: () => void
}

export interface PanelValue {
  tab: TabValue
  setTab: (tab: TabValue) => void
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

const unread = { state: 'unread' } as const

/** The feed of the tab that is shown. */
export const usePanelFeed = (part: string): FeedView & { feed: Feed } =>
  useFeed(usePanel(part).tab === 'unread' ? unread : undefined)
