'use client'

import type { ReactElement } from 'react'
import { useItemContext } from '../item/context.js'
import { useBlocksText } from '../text/use-blocks-text.js'

/** Unfolds what a row leaves out, and folds it again. */
export function ShowMore({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }): ReactElement {
  const { tabIndex } = useItemContext('Inbox.Blocks')
  const text = useBlocksText('Inbox.Blocks')
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
