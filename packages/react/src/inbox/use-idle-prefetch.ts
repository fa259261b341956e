'use client'

import { useEffect } from 'react'
import type { Chunk } from './chunk.js'

/** Fetches a chunk when the page has loaded and has nothing better to do. */
export function useIdlePrefetch({ prefetch }: Chunk<unknown>): void {
  useEffect(() => {
    let handle: number | undefined
    const hasIdle = 'requestIdleCallback' in window
    const ask = () => {
      handle = hasIdle ? requestIdleCallback(prefetch) : window.setTimeout(prefetch, 200)
    }
    if (document.readyState === 'complete') ask()
    else window.addEventListener('load', ask, { once: true })
    return () => {
      window.removeEventListener('load', ask)
      if (handle === undefined) return
      if (hasIdle) cancelIdleCallback(handle)
      else clearTimeout(handle)
    }
  }, [prefetch])
}
