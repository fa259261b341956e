'use client'

import { useEffect } from 'react'
import type { Chunk } from './chunk.js'

/** Fetches a chunk when the page has loaded and has nothing better to do; in Safari, which cannot tell, soon. */
export function useIdlePrefetch({ prefetch }: Chunk<unknown>): void {
  useEffect(() => {
    const ask = () => ('requestIdleCallback' in window ? requestIdleCallback : setTimeout)(prefetch)
    if (document.readyState === 'complete') ask()
    else window.addEventListener('load', ask, { once: true })
    return () => window.removeEventListener('load', ask)
  }, [prefetch])
}
