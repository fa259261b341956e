'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { removeToast, type Toast, type Toasts } from './toast-store.js'

const shownMs = 6000
/** How long a refusal stays after the focus has left it. */
const lingerMs = 10_000

/** What time each has left. By toast, not by drawing: who opens the panel does not gain any. */
const left = new WeakMap<Toast, number>()

/** A refusal stays until it is dismissed, or was in use. */
const timeOf = (toast: Toast): number =>
  left.get(toast) ?? (toast.kind === 'refused' ? Number.POSITIVE_INFINITY : shownMs)

/** The focus has been on this one. */
export const startLingering = (toast: Toast): void => {
  if (toast.kind === 'refused') left.set(toast, lingerMs)
}

/** Whether nobody has drawn it before. */
export const isFresh = (toast: Toast): boolean => !left.has(toast)

const subscribeVisible = (listener: () => void): (() => void) => {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
const isVisible = (): boolean => document.visibilityState === 'visible'

/** Takes away what has been there for long enough. Time stands still while `paused`, and while the page is hidden. */
export function useExpiry(toasts: Toasts, list: readonly Toast[], paused: boolean): void {
  const isSeen = useSyncExternalStore(subscribeVisible, isVisible, () => true)
  const isRunning = isSeen && !paused && list.length > 0
  useEffect(() => {
    if (!isRunning) return
    const startedAt = performance.now()
    const soonest = Math.min(...list.map(timeOf))
    const due = list.filter((toast) => timeOf(toast) <= soonest)
    const timer =
      soonest < Number.POSITIVE_INFINITY &&
      setTimeout(() => {
        for (const { id } of due) removeToast(toasts, id)
      }, soonest)
    return () => {
      if (timer) clearTimeout(timer)
      const passed = performance.now() - startedAt
      for (const toast of list) left.set(toast, Math.max(0, timeOf(toast) - passed))
    }
  }, [toasts, list, isRunning])
}
