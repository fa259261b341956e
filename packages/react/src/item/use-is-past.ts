'use client'

import { useSyncExternalStore } from 'react'
import { subscribeTicks } from '../text/ticker.js'

const never = () => () => {}

/** Whether a moment, in ISO 8601, has passed; kept up to date. A moment that is not given never passes. */
export function useIsPast(moment: string | undefined): boolean {
  const read = () => moment !== undefined && Date.parse(moment) <= Date.now()
  return useSyncExternalStore(moment === undefined ? never : subscribeTicks, read, read)
}
