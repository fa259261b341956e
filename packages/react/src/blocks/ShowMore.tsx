'use client'

import type { ReactElement } from 'react'
import { useItemContext } from '../item/context.js'
import { useText } from '../text/use-text.js'

/** Unfolds what a row leaves out, and folds it again. */
export function ShowMore({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }): ReactElement {
  const { tabIndex } = useItemContext('Inbox.Blocks')
  const text = useText('Inbox.Blocks')
  return (
    <button
      type="button"
      className="inbox-quiet"
      tabIndex={tabIndex}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      {text(isOpen ? 'showLess' : 'showMore')}
    </button>
  )
}
