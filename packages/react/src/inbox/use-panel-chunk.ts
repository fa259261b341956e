'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { loadedPanel, loadPanel, prefetchPanel, subscribePanel } from './panel-chunk.js'

type PanelModule = ReturnType<typeof loadedPanel>

/** Calls back when the page has loaded and has nothing better to do. */
function whenIdle(callback: () => void): () => void {
  let handle: number | undefined
  const hasIdle = 'requestIdleCallback' in window
  const ask = () => {
    handle = hasIdle ? requestIdleCallback(callback) : window.setTimeout(callback, 200)
  }
  if (document.readyState === 'complete') ask()
  else window.addEventListener('load', ask, { once: true })
  return () => {
    window.removeEventListener('load', ask)
    if (handle === undefined) return
    if (hasIdle) cancelIdleCallback(handle)
    else clearTimeout(handle)
  }
}

/**
 * The code behind the bell: fetched when the page is idle, or at once where it is `wanted`. `undefined` until it is
 * here, and on the server. What cannot be fetched is tried again when next wanted.
 */
export function usePanelChunk(wanted: boolean, onError: (error: unknown) => void): PanelModule {
  const module = useSyncExternalStore(subscribePanel, loadedPanel, () => undefined)
  useEffect(() => {
    if (wanted) loadPanel().catch(onError)
    else return whenIdle(prefetchPanel)
  }, [wanted, onError])
  return module
}
