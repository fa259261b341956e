'use client'

import { useEffect, useState } from 'react'

/** True once `on` has been true for `delayMs` without a break. */
export function useLate(on: boolean, delayMs: number): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!on) return
    const timer = setTimeout(() => setLate(true), delayMs)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [on, delayMs])
  return on && isLate
}
