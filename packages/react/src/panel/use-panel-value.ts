'use client'

import { useId, useMemo, useRef, useState } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import type { ListHandle, PanelValue, TabValue } from './context.js'

/**
 * State of one opened panel: it begins anew, at the first tab, each time.
 * @param leave called when a notification's link was followed
 */
export function usePanelValue(leave: () => void): PanelValue {
  const [tab, setTab] = useState<TabValue>('all')
  const id = useId()
  const list = useRef<ListHandle>(null)
  const latestLeave = useLatest(leave)
  return useMemo(
    () => ({
      tab,
      setTab,
      titleId: `${id}title`,
      bodyId: `${id}body`,
      list,
      leave: () => latestLeave.current(),
    }),
    [tab, id, latestLeave],
  )
}
