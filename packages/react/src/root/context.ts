'use client'

import type { Inbox, Readable } from '@inboxkit/core'
import type { Notification, Problem } from '@inboxkit/protocol'
import {
  type Context,
  createContext,
  type MouseEvent as ReactMouseEvent,
  type RefObject,
  useContext,
} from 'react'
import type { Labels } from '../text/english.js'

export type Layout = 'popover' | 'page' | 'side'
export type Theme = 'light' | 'dark' | 'auto'
export type Density = 'comfortable' | 'compact'

export interface Handlers {
  /** Follows a plain click to the same origin without loading a page. `href` is path, query and hash. */
  navigate?: ((href: string, notification: Notification) => void) | undefined
  /** A notification is opened. `event.preventDefault()` keeps its link from being followed; it is read all the same. */
  onOpen?: ((notification: Notification, event: ReactMouseEvent) => void) | undefined
  /** A change was refused, or the connection was. The inbox shows it too. */
  onProblem?: ((problem: Problem) => void) | undefined
}

/** What every part below a root knows. Changes rarely: opening and closing has a context of its own. */
export interface RootValue {
  inbox: Inbox
  layout: Layout
  badge: 'unseen' | 'unread'
  labels: Partial<Labels>
  locale: string
  handlers: RefObject<Handlers>
  root: RefObject<HTMLElement | null>
  bell: RefObject<HTMLElement | null>
  panelId: string
  /** The last thing that went wrong by the user's own act, until dismissed. */
  trouble: Readable<Problem | null>
  /** Takes the reason of a refused change; `null` takes it back. */
  report: (problem: Problem | null) => void
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
