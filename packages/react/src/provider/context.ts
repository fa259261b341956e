'use client'

import type { Inbox } from '@inboxkit/core'
import { type Context, createContext, useContext } from 'react'

export const InboxContext: Context<Inbox | null> = createContext<Inbox | null>(null)

/** The client given by the nearest provider: verbs such as `markRead`, and everything that can be followed. */
export function useInbox(): Inbox {
  const inbox = useContext(InboxContext)
  if (!inbox) throw new Error('inboxkit: put <InboxProvider baseUrl apiKey userId> above this component.')
  return inbox
}
