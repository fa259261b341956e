'use client'

import { useId, useMemo, useRef, useState } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import { useRoot } from '../root/context.js'
import { createValue } from '../root/value.js'
import type { ListHandle, PanelValue, Selection } from './context.js'
import { filterOfTab, nameOfTab } from './known-tabs.js'

/**
 * State of one opened panel: it begins anew, at the first tab, each time.
 * @param leave called when a notification's link was followed
 */
export function usePanelValue(leave: () => void): PanelValue {
  const { tabs } = useRoot('Inbox.Panel')
  const first = tabs[0] ?? 'all'
  const [{ tab, of }, setChoice] = useState({ tab: nameOfTab(first), of: filterOfTab(first) })
  const [category, setCategory] = useState<string | null>(null)
  const [selection] = useState(() => createValue<Selection>(null))
  const id = useId()
  const list = useRef<ListHandle>(null)
  const latestLeave = useLatest(leave)
  return useMemo(
    () => ({
      tab,
      filter: category === null ? of : { ...of, category },
      setTab: (name, filter) => {
        setChoice({ tab: name, of: filter })
        selection.set(null)
      },
      category,
      setCategory: (next) => {
        setCategory(next)
        selection.set(null)
      },
      selection,
      titleId: `${id}title`,
      bodyId: `${id}body`,
      list,
      leave: () => latestLeave.current(),
    }),
    [tab, of, category, selection, id, latestLeave],
  )
}
