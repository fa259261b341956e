'use client'

import { type RefObject, useInsertionEffect, useRef } from 'react'

/** Holds the newest value for handlers and timers, which then need not be made anew. Not for use while rendering. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value)
  useInsertionEffect(() => {
    latest.current = value
  })
  return latest
}
