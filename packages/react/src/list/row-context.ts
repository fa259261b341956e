'use client'

import { type Context, createContext } from 'react'

/** What a list tells an item about its place in it; `null` where an item stands alone. */
export interface RowValue {
  /** From 1. */
  position: number
  /** -1 while there are more than were loaded. */
  size: number
  /** The list's one tab stop: the row that has the focus, or would get it. */
  current: boolean
}

export const RowContext: Context<RowValue | null> = createContext<RowValue | null>(null)
