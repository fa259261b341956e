'use client'

import { useId, useMemo, useRef, useState } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import { useRoot } from '../root/context.js'
import { createValue } from '../root/value.js'
import type { ListHandle, PanelValue, Selection } from './context.js'
import { filterNamed, nameOfTab, narrowed } from './known-tabs.js'

/**
 * State of one opened panel: it begins anew, at the first tab, each time. The host's `tab` goes before its own.
 * @param leave called when a notification's link was followed
 */
export function usePanelValue(leave: () => void): PanelValue {
  const { tabs, tab: given, defaultTab, handlers } = useRoot('Inbox.Panel')
  const [chosen, setChosen] = useState(() => defaultTab ?? nameOfTab(tabs[0] ?? 'all'))
  const tab = given ?? chosen
  // Tabs that are drawn by hand bring filters that the root does not know.
  const [own] = useState(() => new Map<string, ReturnType<typeof filterNamed>>())
  const of = own.get(tab) ?? filterNamed(tab, tabs)
  const [category, setCategory] = useState<string | null>(null)
  const [selection] = useState(() => createValue<Selection>(null))
  const [help] = useState(() => createValue(false))
  const [settings] = useState(() => createValue(false))
  const id = useId()
  const list = useRef<ListHandle>(null)
  const latest = useLatest({ leave, tab, tabs })
  return useMemo(
    () => ({
      tab,
      filter: narrowed(of, category),
      setTab: (name, filter) => {
        if (name === latest.current.tab) return
        if (filter !== filterNamed(name, latest.current.tabs)) own.set(name, filter)
        list.current?.toTop()
        setChosen(name)
        selection.set(null)
        handlers.current.onTabChange?.(name)
      },
      category: of.category === undefined ? category : null,
      setCategory: (next) => {
        list.current?.toTop()
        setCategory(next)
        selection.set(null)
      },
      selection,
      help,
      settings,
      titleId: `${id}title`,
      bodyId: `${id}body`,
      list,
      leave: () => latest.current.leave(),
    }),
    [tab, of, category, own, selection, help, settings, handlers, id, latest],
  )
}
