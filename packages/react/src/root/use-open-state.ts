'use client'

import { useMemo, useState } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import type { OpenValue } from './context.js'

/** Open or closed: the host's `open` where it is given, else our own state. `setOpen` never changes. */
export function useOpenState(
  controlled: boolean | undefined,
  first: boolean,
  onOpenChange: ((open: boolean) => void) | undefined,
): OpenValue {
  const [own, setOwn] = useState(first)
  const open = controlled ?? own
  const latest = useLatest({ open, onOpenChange })
  return useMemo(() => {
    const setOpen = (next: boolean) => {
      if (next === latest.current.open) return
      setOwn(next)
      latest.current.onOpenChange?.(next)
    }
    return { open, setOpen }
  }, [open, latest])
}
