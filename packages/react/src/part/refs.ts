'use client'

import { type Ref, type RefCallback, useCallback } from 'react'

function setRef<T>(ref: Ref<T> | undefined, value: T | null): void {
  if (typeof ref === 'function') ref(value)
  else if (ref) ref.current = value
}

/** One callback for several refs; it stays the same while the refs do. */
export function useRefs<T>(a?: Ref<T>, b?: Ref<T>): RefCallback<T> {
  return useCallback(
    (value: T | null) => {
      setRef(a, value)
      setRef(b, value)
    },
    [a, b],
  )
}
