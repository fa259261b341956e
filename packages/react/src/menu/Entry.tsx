'use client'

import type { ReactElement, ReactNode } from 'react'

interface EntryProps {
  name: ReactNode
  icon?: ReactNode
  /** At its end: a time, or an arrow. */
  hint?: ReactNode
  /** Leads to another page. */
  opens?: 'menu' | 'dialog'
  danger?: boolean
  /** Where a page begins that is not begun at its top. */
  start?: boolean
  onChoose: () => void
}

/** One line of a menu. */
export function Entry({ name, icon, hint, opens, danger, start, onChoose }: EntryProps): ReactElement {
  return (
    <button
      type="button"
      role="menuitem"
      className="inbox-menu-item"
      data-danger={danger ? '' : undefined}
      data-start={start ? '' : undefined}
      aria-haspopup={opens}
      tabIndex={-1}
      onClick={onChoose}
    >
      {icon}
      <span className="inbox-menu-name">{name}</span>
      {hint}
    </button>
  )
}
