'use client'

import { hashKey, type Query, QueryCache, type QueryClient, QueryClientContext } from '@tanstack/react-query'
import { useContext } from 'react'

/**
 * As much of a QueryClient as a query asks for. The whole of one, with mutations and endless lists, would weigh
 * 2.9 kB more, and nothing here needs them.
 */
const createClient = (): QueryClient => {
  const cache = new QueryCache()
  const client: Pick<QueryClient, 'getQueryCache' | 'getQueryDefaults'> & { defaultQueryOptions: unknown } = {
    getQueryCache: () => cache,
    getQueryDefaults: () => ({}),
    defaultQueryOptions: (options: { queryKey: readonly unknown[] }) => ({
      ...options,
      queryHash: hashKey(options.queryKey),
      _defaulted: true,
    }),
  }
  return client as QueryClient
}

const owned = new WeakMap<object, QueryClient>()

/**
 * The host's QueryClient where there is one above, else our own: one for each inbox or source, so that what was read
 * once is there when the settings are opened again, and goes with its user.
 */
export function useOwnQueryClient(owner: object): QueryClient {
  const host = useContext(QueryClientContext)
  if (host) return host
  const own = owned.get(owner) ?? createClient()
  owned.set(owner, own)
  return own
}

/** What is in the cache under a key, while somebody draws it. */
export const queryOf = <Data>(client: QueryClient, queryKey: readonly unknown[]): Query<Data> | undefined =>
  client.getQueryCache().find<Data>({ queryKey })
