'use client'

import type { Category } from '@inboxkit/protocol'
import { useState } from 'react'
import { useReadable } from '../hooks/use-readable.js'
import { useRoot } from '../root/context.js'
import { usePanel, usePanelFeed } from './context.js'

/** What can be told apart: the app's categories, or, while they are not known, those of what was in the list. */
export function useCategories(part: string): readonly Category[] {
  const { inbox } = useRoot(part)
  const { ids } = usePanelFeed(part)
  const app = useReadable(inbox.app, null)
  const [met] = useState(() => new Map<string, Category>())
  if (app) return app.categories
  for (const id of ids) {
    const category = inbox.item(id).get()?.category
    if (category) met.set(category.identifier, category)
  }
  return [...met.values()]
}

/** Name of the category that the list is narrowed to; `null` while it is not. */
export function useChosenCategory(part: string): string | null {
  const { category } = usePanel(part)
  const { inbox } = useRoot(part)
  const app = useReadable(inbox.app, null)
  return category && (app?.categories.find(({ identifier }) => identifier === category)?.name ?? category)
}
