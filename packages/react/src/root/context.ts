'use client'

import type { Inbox, WebPushOptions } from '@inboxkit/core'
import type { Filter, Notification, Problem } from '@inboxkit/protocol'
import {
  type ComponentType,
  type Context,
  createContext,
  type MouseEvent as ReactMouseEvent,
  type RefObject,
  useContext,
} from 'react'
import type { Labels } from '../text/english.js'
import type { Toasts } from '../toast/toast-store.js'
import type { Language } from './use-language.js'

export type Layout = 'popover' | 'page' | 'side'
export type Theme = 'light' | 'dark' | 'auto'
export type Density = 'comfortable' | 'compact'
export type Preset = 'plain' | 'soft' | 'dense'

/** Tabs that have a name and a filter by themselves. */
export type KnownTab = 'all' | 'unread' | 'read' | 'archived' | 'snoozed'
/** One of those, or your own: `{ value: 'orders', label: 'Orders', filter: { category: 'orders' } }`. */
export type InboxTab = KnownTab | { value: string; label: string; filter: Filter }

/** Draws the notifications of one workflow; made by `createRenderer`. */
export interface Renderer {
  workflow: string
  Component: ComponentType<{ notification: Notification }>
}

export interface Handlers {
  /**
   * Follows a plain click to the same origin without loading a page. `href` is path, query and hash. Without a
   * notification it leads to `pageUrl`.
   */
  navigate?: ((href: string, notification?: Notification) => void) | undefined
  /** A notification is opened. `event.preventDefault()` keeps its link from being followed; it is read all the same. */
  onOpen?: ((notification: Notification, event: ReactMouseEvent) => void) | undefined
  /** A change was refused, or the connection was. The inbox shows it too. */
  onProblem?: ((problem: Problem) => void) | undefined
  /** Another tab was chosen. */
  onTabChange?: ((tab: string) => void) | undefined
  /** Lets somebody sign in whose token is refused: with it there is a button "Sign in" beside those words. */
  onSignIn?: (() => void) | undefined
}

/** What every part below a root knows. Changes rarely: opening and closing has a context of its own. */
export interface RootValue {
  inbox: Inbox
  layout: Layout
  badge: 'unseen' | 'unread'
  labels: Partial<Labels>
  locale: string
  texts: Language['texts']
  handlers: RefObject<Handlers>
  root: RefObject<HTMLElement | null>
  bell: RefObject<HTMLElement | null>
  panelId: string
  tabs: readonly InboxTab[]
  /** The tab that the host chooses, and the one that it begins with. */
  tab: string | undefined
  defaultTab: string | undefined
  /** Whether the host can sign somebody in. */
  canSignIn: boolean
  renderers: readonly Renderer[]
  /** Whether single keys act on the current notification. */
  shortcuts: boolean
  /** How arrivals are told of while the panel is closed. */
  arrivals: 'toast' | 'none'
  /** Whether the panel has its settings, or what opens the host's own. */
  settings: boolean | (() => void)
  webPush: WebPushOptions | undefined
  /** Where the whole inbox has a page of its own. */
  pageUrl: string | undefined
  toasts: Toasts
  /** Tells the host and the user why a change was refused. */
  report: (problem: Problem) => void
}

export interface OpenValue {
  open: boolean
  setOpen: (open: boolean) => void
}

export const RootContext: Context<RootValue | null> = createContext<RootValue | null>(null)
export const OpenContext: Context<OpenValue> = createContext<OpenValue>({ open: false, setOpen: () => {} })

/** The root's value; without a root an error that says where the part belongs. */
export function useRoot(part: string): RootValue {
  const root = useContext(RootContext)
  if (!root) throw new Error(`${part} belongs inside <Inbox.Root>.`)
  return root
}

export const useOpen = (): OpenValue => useContext(OpenContext)
