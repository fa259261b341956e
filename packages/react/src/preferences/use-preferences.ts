'use client'

import type { PreferenceSource } from '@inboxkit/core'
import type { PreferencePage, PreferencePageChanges, Problem } from '@inboxkit/protocol'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useContext, useEffect, useMemo, useReducer } from 'react'
import { InboxContext } from '../provider/context.js'
import { accountSource } from './account-source.js'
import { PreferencesContext } from './context.js'
import { queryOf, useOwnQueryClient } from './query-client.js'
import { reread, write } from './writer.js'

export interface PreferencesOptions {
  /** For the notifications of this customer of the app: its identifier. */
  tenant?: string | undefined
  /** Where to read and write; default: the account of the inbox above. Keep the object the same. */
  source?: PreferenceSource | undefined
}

export interface Preferences {
  /** What is shown: as the server said last, and what is on its way. */
  page: PreferencePage | undefined
  /** `failed`: there is no page, and `problem` says why. */
  status: 'loading' | 'ready' | 'failed'
  problem: Problem | null
  /** Reads it anew. */
  reload: () => void
  /**
   * Shows a change at once, and sends it after those that are on their way. Resolves when it is saved; rejects with a
   * Problem when it was refused and has been taken back.
   */
  change: (changes: PreferencePageChanges) => Promise<void>
}

/** Preferences of the signed-in user, or of `source`: read once, and again when they change elsewhere. */
export function usePage({ tenant, source: given }: PreferencesOptions, enabled: boolean): Preferences {
  const inbox = useContext(InboxContext)
  const client = useOwnQueryClient(given ?? inbox ?? PreferencesContext)
  if (!given && !inbox && enabled)
    throw new Error('inboxkit: preferences need an <InboxProvider> above, or a `source`.')
  const source = useMemo(
    () => given ?? (inbox ? accountSource(inbox, tenant) : undefined),
    [given, inbox, tenant],
  )
  const { data, error, refetch } = useQuery(
    {
      queryKey: source?.key ?? [],
      queryFn: () => source?.load() as Promise<PreferencePage>,
      enabled,
      // Who waits for it is told at once, and can try again; also without a network.
      retry: false,
      networkMode: 'always',
      // It says by itself when it has changed.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: 'always',
    },
    client,
  )
  useEffect(() => {
    if (enabled && source)
      return source.subscribe?.(() => {
        const query = queryOf<PreferencePage>(client, source.key)
        if (query) reread(query)
      })
  }, [client, source, enabled])
  // What is chosen in a select stays chosen only when it is drawn before the event is over.
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const change = useCallback(
    (changes: PreferencePageChanges) => {
      const query = source && queryOf<PreferencePage>(client, source.key)
      if (!source || !query?.state.data) return Promise.reject(new Error('There are no preferences yet.'))
      const done = write(query, source, changes)
      draw()
      return done
    },
    [client, source],
  )
  const reload = useCallback(() => void refetch(), [refetch])
  const status = data ? 'ready' : error ? 'failed' : 'loading'
  return useMemo(
    () => ({ page: data, status, problem: error as Problem | null, reload, change }),
    [data, status, error, reload, change],
  )
}

/** The preferences that the parts around show; elsewhere those of the inbox above, or of `source`. */
export function usePreferences(options: PreferencesOptions = {}): Preferences {
  const around = useContext(PreferencesContext)
  const own = usePage(options, !around)
  return around ?? own
}
