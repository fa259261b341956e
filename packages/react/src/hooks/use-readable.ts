'use client'

import type { Readable } from '@inboxkit/core'
import { useSyncExternalStore } from 'react'

/** Follows a value of the core. `server` stands in where there is nothing to follow yet: on the server and in hydration. */
export const useReadable = <T>(readable: Readable<T>, server: T): T =>
  useSyncExternalStore(readable.subscribe, readable.get, () => server)

/** The same for a part of the value: renders again only when the picked primitive changes. */
export const usePicked = <T, P extends string | number | boolean | null | undefined>(
  readable: Readable<T>,
  pick: (value: T) => P,
  server: P,
): P =>
  useSyncExternalStore(
    readable.subscribe,
    () => pick(readable.get()),
    () => server,
  )
