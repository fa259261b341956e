'use client'

import type { Device, Inbox } from '@inboxkit/core'
import { useQuery } from '@tanstack/react-query'
import { queryOf, useOwnQueryClient } from './query-client.js'

interface Devices {
  /** `undefined` = not known yet. The latest first. */
  devices: readonly Device[] | undefined
  /** Reads them anew. */
  reload: () => void
  /** Shown as gone at once, and there again where that is refused. */
  remove: (id: string, removing: Promise<void>) => Promise<void>
}

/** Browsers and phones that the user connected with. */
export function useDevices(inbox: Inbox): Devices {
  const client = useOwnQueryClient()
  const queryKey = ['inboxkit', inbox.baseUrl, inbox.userId, 'devices']
  const { data, refetch } = useQuery(
    {
      queryKey,
      queryFn: () => inbox.account.devices(),
      retry: false,
      networkMode: 'always',
      refetchOnMount: 'always',
    },
    client,
  )
  const reload = () => void refetch()
  return {
    devices: data,
    reload,
    remove: (id, removing) => {
      const query = queryOf<Device[]>(client, queryKey)
      query?.setData(query.state.data?.filter((one) => one.id !== id) ?? [])
      // The server knows whether it is there still.
      return removing.finally(reload)
    },
  }
}
