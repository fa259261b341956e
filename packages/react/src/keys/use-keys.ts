'use client'

import type { KeyboardEvent } from 'react'
import type { PanelValue } from '../panel/context.js'
import { useRoot } from '../root/context.js'
import { actsOn } from '../select/acts-on.js'
import { tickUpTo, toggle } from '../select/selection.js'
import { usePerform } from '../toast/use-perform.js'

const notTyped = /^(?:button|checkbox|radio|submit|reset|range|color|file)$/

/** Whether keys belong to what they are pressed in: something that is typed into, chosen from, or laid over the list. */
function isTaken({ nativeEvent, currentTarget }: KeyboardEvent): boolean {
  const [target] = nativeEvent.composedPath()
  if (!(target instanceof HTMLElement)) return true
  if (target instanceof HTMLInputElement) return !notTyped.test(target.type)
  const over = target.closest('textarea, select, [role=menu], [role=listbox], [role=dialog], dialog')
  return target.isContentEditable || (over !== null && over !== currentTarget)
}

/** The key by its letter; by its place on keyboards that write other letters. Figures and signs need Shift or AltGr. */
function keyOf(event: KeyboardEvent): string | undefined {
  const { key, code, ctrlKey, altKey, metaKey } = event
  if (metaKey || ((ctrlKey || altKey) && !event.getModifierState('AltGraph'))) return undefined
  return /^[!-~]$/.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
}

/**
 * Single keys that act on what is ticked, else on the current notification, and Escape, which ends selecting first.
 * @returns for the panel's `onKeyDown`
 */
export function useKeys(panel: PanelValue): (event: KeyboardEvent) => void {
  const { inbox, shortcuts } = useRoot('Inbox.Panel')
  const perform = usePerform('Inbox.Panel')
  const { selection, help, list, filter } = panel

  const focusList = ({ target }: KeyboardEvent) => {
    if (!(target as Element).closest('[data-row]')) list.current?.focus()
  }
  const onShortcut = (event: KeyboardEvent): boolean => {
    const key = keyOf(event)
    const ticked = selection.get()
    const current = list.current?.current() ?? null
    const ids = ticked?.size ? [...ticked] : current === null ? [] : [current]
    const acts = actsOn(inbox, filter, perform)
    const act = (on: (ids: readonly number[]) => void, leaves: boolean) => {
      if (ids.length === 0) return
      if (leaves) {
        focusList(event)
        selection.set(null)
      }
      on(ids)
    }
    if (key === 'j') list.current?.move(1)
    else if (key === 'k') list.current?.move(-1)
    else if (key === 'e') act(acts.archive, true)
    else if (key === '#') act(acts.remove, true)
    else if (key === 'r') act(acts.read, false)
    else if (key === 'u') act(acts.unread, false)
    else if (key === 's') openerOf(event.currentTarget, ticked?.size ? null : current)?.click()
    else if (key === 'x' && current !== null) {
      focusList(event)
      if (event.shiftKey) tickUpTo(selection, current, inbox.feed(filter).get().ids)
      else toggle(selection, current)
    } else if (key === '?') help.set(true)
    else return false
    return true
  }

  return (event) => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && selection.get()) {
      focusList(event)
      selection.set(null)
    } else if (!shortcuts || isTaken(event) || !onShortcut(event)) return
    event.preventDefault()
  }
}

/** What opens the snooze menu of a row, or of all that is ticked. */
const openerOf = (panel: Element, id: number | null): HTMLElement | null =>
  panel.querySelector<HTMLElement>(
    `${id === null ? '.inbox-bulk-bar' : `[data-row="${id}"]`} [aria-keyshortcuts="s"]`,
  )
