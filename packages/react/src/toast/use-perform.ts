'use client'

import type { Undoable } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { useCallback } from 'react'
import { useRoot } from '../root/context.js'
import type { LaterKey } from '../text/later-english.js'
import { addDone } from './done.js'

/**
 * What its user did: shown as done at once.
 * @param said offers to take it back, in these words; without it nothing is said
 */
export type Perform = (act: Undoable | Promise<void>, said?: LaterKey, count?: number) => void

/** Follows an act to its end: a toast offers to take it back, and gives way to the reason where it is refused. */
export function usePerform(part: string): Perform {
  const { toasts, report } = useRoot(part)
  return useCallback(
    (act, said, count = 1) => {
      const undo = 'undo' in act ? () => act.undo() : undefined
      const unsay = said && addDone(toasts, said, { count, ...(undo && { undo }) })
      act.catch((reason: Problem) => {
        unsay?.()
        report(reason)
      })
    },
    [toasts, report],
  )
}
