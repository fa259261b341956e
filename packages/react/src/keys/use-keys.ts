'use client'

import { clientProblem } from '@inboxkit/protocol'
import type { KeyboardEvent } from 'react'
import { laterChunk } from '../inbox/later-chunk.js'
import type { PanelValue } from '../panel/context.js'
import { useRoot } from '../root/context.js'
import { usePerform } from '../toast/use-perform.js'

/**
 * Single keys that act on what is ticked, else on the current notification, and Escape, which ends selecting first.
 * @returns for the panel's `onKeyDown`
 */
export function useKeys(panel: PanelValue): (event: KeyboardEvent) => void {
  const root = useRoot('Inbox.Panel')
  const perform = usePerform('Inbox.Panel')
  return (event) => {
    const [target] = event.nativeEvent.composedPath()
    if (event.defaultPrevented || !(target instanceof Element)) return
    const press = { event, target, element: event.currentTarget, panel, root, perform }
    const later = laterChunk.loaded()
    if (later) later.pressKey(press)
    else if (root.shortcuts && event.key.length === 1)
      laterChunk.load().then(
        // Each in a task of its own: what one has moved is where the next one acts.
        ({ pressKey }) => void setTimeout(() => pressKey(press)),
        (cause: unknown) => root.report(clientProblem('offline', { cause })),
      )
  }
}
