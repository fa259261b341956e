'use client'

import { useMemo, useState, useSyncExternalStore } from 'react'
import { useRoot } from '../root/context.js'
import { subscribeTicks } from '../text/ticker.js'
import { dayHead, localDay } from './days.js'
import type { Rows } from './use-rows.js'

export interface DayHeads {
  /** The head a row stands under. */
  labelOf: (index: number) => string
  /** Whether the row is the first under its head. */
  isFirst: (index: number) => boolean
  /** Whether every row under this row's head is leaving. */
  isLeaving: (index: number) => boolean
}

const today = (): number => localDay(Date.now())
const dayOf = (createdAt: string | undefined) => (createdAt ? localDay(Date.parse(createdAt)) : undefined)

/** Heads for the rows of a list; they change at midnight, and with the rows. */
export function useDayHeads({ ids, leaving }: Rows): DayHeads {
  const { inbox, locale } = useRoot('Inbox.List')
  const now = useSyncExternalStore(subscribeTicks, today, today)
  // The day on which each was created does not change, and is still wanted while a deleted row folds away.
  const [createdOn] = useState(() => new Map<number, number>())

  return useMemo(() => {
    const heads = new Map<number, string>()
    const headOf = (day: number): string => {
      const head = heads.get(day) ?? dayHead(day, now, locale)
      heads.set(day, head)
      return head
    }
    const labels: string[] = []
    const staying = new Set<string>()
    for (const id of ids) {
      const day = createdOn.get(id) ?? dayOf(inbox.item(id).get()?.createdAt)
      if (day !== undefined) createdOn.set(id, day)
      const label = day === undefined ? (labels.at(-1) ?? '') : headOf(day)
      labels.push(label)
      if (!leaving.has(id)) staying.add(label)
    }
    return {
      labelOf: (index) => labels[index] ?? '',
      isFirst: (index) => index === 0 || labels[index] !== labels[index - 1],
      isLeaving: (index) => !staying.has(labels[index] ?? ''),
    }
  }, [inbox, ids, leaving, now, locale, createdOn])
}
