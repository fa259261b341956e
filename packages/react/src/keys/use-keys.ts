'use client'

import { clientProblem } from '@inboxkit/protocol'
import type { KeyboardEvent } from 'react'
import { laterChunk } from '../inbox/later-chunk.js'
import type { PanelValue } from '../panel/context.js'
import { useRoot } from '../root/context.js'
import { usePerform } from '../toast/use-perform.js'

const ours = 'jkerus#x?'
const notTyped = /^(?:button|checkbox|radio|submit|reset|range|color|file)$/

/** Whether keys belong to what they are pressed in: something that is typed into, chosen from, or laid over the list. */
function isTaken(target: Element, panel: Element): boolean {
  if (target instanceof HTMLInputElement) return !notTyped.test(target.type)
  const over = target.closest('textarea, select, [role=menu], [role=listbox], [role=dialog], dialog')
  return (target as HTMLElement).isContentEditable || (over !== null && over !== panel)
}

/** The key by its letter; by its place on keyboards that write other letters. Figures and signs need Shift or AltGr. */
function keyOf(event: KeyboardEvent): string {
  const { key, code, ctrlKey, altKey, metaKey } = event
  if (metaKey || ((ctrlKey || altKey) && !event.getModifierState('AltGraph'))) return ''
  return (/^[!-~]$/.test(key) ? key : (/^Key([A-Z])$/.exec(code)?.[1] ?? '')).toLowerCase()
}

/**
 * Single keys that act on what is ticked, else on the current notification, and Escape, which ends selecting first.
 * @returns for the panel's `onKeyDown`
 */
export function useKeys(panel: PanelValue): (event: KeyboardEvent) => void {
  const { inbox, shortcuts, report } = useRoot('Inbox.Panel')
  const perform = usePerform('Inbox.Panel')
  return (event) => {
    const { nativeEvent, currentTarget: element, shiftKey: shift } = event
    const [target] = nativeEvent.composedPath()
    if (event.defaultPrevented || nativeEvent.isComposing || !(target instanceof Element)) return
    if (event.key === 'Escape' && panel.selection.get()) {
      event.preventDefault()
      if (!target.closest('[data-row]')) panel.list.current?.focus()
      panel.selection.set(null)
      return
    }
    const key = keyOf(event)
    if (!shortcuts || !key || !ours.includes(key) || isTaken(target, element)) return
    event.preventDefault()
    const press = { key, shift, target, element, panel, inbox, perform }
    const later = laterChunk.loaded()
    if (later) later.pressKey(press)
    else
      laterChunk.load().then(
        // Each in a task of its own: what one has moved is where the next one acts.
        ({ pressKey }) => void setTimeout(() => pressKey(press)),
        (cause: unknown) => report(clientProblem('offline', { cause })),
      )
  }
}
