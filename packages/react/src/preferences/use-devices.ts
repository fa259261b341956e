'use client'

import type { Device, Inbox } from '@inboxkit/core'
import { useQuery } from '@tanstack/react-query'
import { useOwnQueryClient } from './query-client.js'

interface Devices {
  /** `undefined` = not known yet. The latest first. */
  devices: readonly Device[] | undefined
  /** Reads them anew. */
  reload: () => void
}

/** Browsers and phones that the user connected with. */
export function useDevices(inbox: Inbox): Devices {
  const { data, refetch } = useQuery(
    {
      queryKey: ['inboxkit', inbox.baseUrl, inbox.userId, 'devices'],
      queryFn: () => inbox.account.devices(),
      retry: false,
      networkMode: 'always',
      refetchOnMount: 'always',
    },
    useOwnQueryClient(),
  )
  return { devices: data, reload: () => void refetch() }
}
