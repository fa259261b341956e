'use client'

import { clientProblem } from '@inboxkit/protocol'
import { useEffect, useSyncExternalStore } from 'react'
import { useRoot } from '../root/context.js'
import type { Chunk } from './chunk.js'

/**
 * Code of its own, fetched once it is `wanted`. `undefined` until it is here, and on the server. The root tells that
 * it cannot be fetched; it is tried again when next wanted.
 */
export function useChunk<Module>(part: string, chunk: Chunk<Module>, wanted: boolean): Module | undefined {
  const { report } = useRoot(part)
  // It travels while the page is still being drawn; what cannot be fetched is told of by the effect.
  if (wanted && typeof document !== 'undefined') chunk.prefetch()
  useEffect(() => {
    if (wanted) chunk.load().catch((cause: unknown) => report(clientProblem('offline', { cause })))
  }, [chunk, wanted, report])
  return useLoaded(chunk)
}

/** The code if somebody has fetched it. */
export const useLoaded = <Module>(chunk: Chunk<Module>): Module | undefined =>
  useSyncExternalStore(chunk.subscribe, chunk.loaded, () => undefined)
