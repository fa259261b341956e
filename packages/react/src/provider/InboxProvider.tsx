'use client'

import { type Inbox, shareInbox } from '@inboxkit/core'
import { type ReactElement, type ReactNode, useEffect, useMemo, useReducer } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import { InboxContext } from './context.js'
import { findInbox } from './share.js'

interface Identity {
  /** Where the inboxkit server answers, without `/v3`. */
  baseUrl: string
  apiKey: string
  userId: string
  /** Needed in secure mode. A function is asked again when a token was refused. */
  userToken?: string | (() => Promise<string> | string) | undefined
}

export type InboxProviderProps = { children?: ReactNode } & (
  | (Identity & { client?: undefined })
  /** A client you made yourself with `createInbox`; closing it is yours. */
  | (Partial<Identity> & { client: Inbox })
)

/**
 * Gives everything below it one user's inbox. Providers of the same identity share one client on a page:
 * one connect, one socket, closed 5 s after the last of them is gone.
 */
export function InboxProvider({ children, ...props }: InboxProviderProps): ReactElement {
  const { client, baseUrl = '', apiKey = '', userId = '', userToken } = props
  const latestToken = useLatest(userToken)
  const isSecure = userToken !== undefined
  const [, renderAgain] = useReducer((count: number) => count + 1, 0)

  const options = useMemo(
    () => ({ baseUrl, apiKey, userId, ...(isSecure && { userToken: () => ask(latestToken.current) }) }),
    [baseUrl, apiKey, userId, isSecure, latestToken],
  )
  const inbox = client ?? findInbox(options)
  useEffect(() => {
    if (client) return
    const share = shareInbox(options)
    // A tree that was hidden for longer than the client lingers comes back to a closed one.
    if (share.inbox !== inbox) renderAgain()
    return () => share.release()
  }, [client, options, inbox])

  return <InboxContext.Provider value={inbox}>{children}</InboxContext.Provider>
}

const ask = (token: Identity['userToken']): Promise<string> | string =>
  typeof token === 'function' ? token() : (token ?? '')
