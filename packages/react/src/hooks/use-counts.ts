'use client'

import type { Counts } from '@inboxkit/protocol'
import { useInbox } from '../provider/context.js'
import { usePicked, useReadable } from './use-readable.js'

/** `{ unseen, unread, total }`, or `null` while they are not known. */
export const useCounts = (): Counts | null => useReadable(useInbox().counts, null)

/** One of the counts; renders again only when that one changes. `null` while it is not known. */
export const useCount = (kind: keyof Counts): number | null =>
  usePicked(useInbox().counts, (counts) => counts?.[kind] ?? null, null)

/** The badge's number: not seen, read or deleted. `null` while it is not known. */
export const useUnseenCount = (): number | null => useCount('unseen')
