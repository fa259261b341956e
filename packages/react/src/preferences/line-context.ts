'use client'

import type { ChannelId, PageChannel } from '@inboxkit/protocol'
import { type Context, createContext, useContext } from 'react'

/** One line of the matrix: a category, or all of them. */
export interface LineValue {
  /** What it is about, for people. */
  name: string
  isRequired: boolean
  channels: readonly PageChannel[]
  turn: (channel: ChannelId, enabled: boolean) => void
}

/** More columns than this leave no room for names: then each line has its switches below, whatever the width. */
export const mostColumns = 5

export const LineContext: Context<LineValue | null> = createContext<LineValue | null>(null)

export function useLine(part: string): LineValue {
  const line = useContext(LineContext)
  if (!line) throw new Error(`${part} belongs inside <Preferences.Category>.`)
  return line
}
