import { useSyncExternalStore } from 'react'

const tickMs = 30_000
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

const subscribe = (listener: () => void) => {
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, tickMs)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Milliseconds since 1970, moved on every 30 s for all who look. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

const relative = new Intl.RelativeTimeFormat('en', { style: 'narrow', numeric: 'auto' })
const inDays = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' })
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** "now", "5 min. ago", "3h ago", "yesterday" */
export const sayAgo = (at: string, nowMs: number): string => {
  const ago = Math.max(0, nowMs - Date.parse(at))
  if (ago < minuteMs) return 'now'
  if (ago < hourMs) return relative.format(-Math.floor(ago / minuteMs), 'minute')
  if (ago < dayMs) return relative.format(-Math.floor(ago / hourMs), 'hour')
  return relative.format(-Math.floor(ago / dayMs), 'day')
}

export const sayFull = (at: string): string => full.format(new Date(at))

const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0)

/** Whole days from today: 0 = today, negative = over. */
export const daysUntil = (at: string, nowMs: number): number =>
  Math.round((startOfDay(Date.parse(at)) - startOfDay(nowMs)) / dayMs)

/** "today", "tomorrow", "Thursday", "3 Dec" */
export const sayDay = (at: string, nowMs: number): string => {
  const days = daysUntil(at, nowMs)
  if (days >= -1 && days <= 1) return inDays.format(days, 'day')
  return days > 1 && days < 7 ? weekday.format(new Date(at)) : date.format(new Date(at))
}
