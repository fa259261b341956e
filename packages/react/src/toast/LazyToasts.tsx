'use client'

import { type ReactElement, useContext, useEffect } from 'react'
import { usePicked } from '../hooks/use-readable.js'
import { laterChunk } from '../inbox/later-chunk.js'
import { useLoaded } from '../inbox/use-chunk.js'
import { PanelContext } from '../panel/context.js'
import { useRoot } from '../root/context.js'
import { useArrivals } from './use-arrivals.js'

/** Not in the way of anything that is needed first. */
const lateMs = 10_000

/** The same as `Toasts`, with its code loaded for the first of them. */
export function LazyToasts(): ReactElement | null {
  const { toasts } = useRoot('Inbox')
  const isInPanel = useContext(PanelContext) !== null
  const newest = usePicked(toasts, (list) => list.at(-1)?.id, undefined)
  const module = useLoaded(laterChunk)
  useArrivals()
  useEffect(() => {
    // That it failed could not be said; the next one tries again.
    if (newest) laterChunk.prefetch()
  }, [newest])
  useEffect(() => {
    if (!isInPanel) return
    // What an open panel needs next is there without a network, too.
    const timer = setTimeout(laterChunk.prefetch, lateMs)
    return () => clearTimeout(timer)
  }, [isInPanel])
  return module ? <module.ToastStack /> : null
}
