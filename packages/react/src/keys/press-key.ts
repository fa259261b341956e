import type { KeyboardEvent } from 'react'
import type { PanelValue } from '../panel/context.js'
import type { RootValue } from '../root/context.js'
import { actsOn } from '../select/acts-on.js'
import { tickUpTo, toggle } from '../select/selection.js'
import type { Perform } from '../toast/use-perform.js'
import { leave } from './leave.js'

export interface Press {
  event: KeyboardEvent
  /** Where it was pressed, and the panel that this is in. */
  target: Element
  element: Element
  panel: PanelValue
  root: RootValue
  perform: Perform
}

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

/** Does what a key stands for, where it is one of ours and nothing else takes it. */
export function pressKey(press: Press): void {
  const { event, target, element, panel, root } = press
  if (event.nativeEvent.isComposing) return
  if (event.key === 'Escape' && panel.selection.get()) {
    event.preventDefault()
    if (!target.closest('[data-row]')) panel.list.current?.focus()
    panel.selection.set(null)
    return
  }
  const list = target.closest('[role=feed]')
  if (list && event.ctrlKey && /^(?:Home|End)$/.test(event.key)) {
    if (leave(list, event.key === 'End')) event.preventDefault()
    return
  }
  const key = keyOf(event)
  if (!root.shortcuts || !key || !ours.includes(key) || isTaken(target, element)) return
  event.preventDefault()
  act(key, press)
}

/** To what is ticked, else to the current notification. */
function act(key: string, { event, target, element, panel, root: { inbox }, perform }: Press): void {
  const { selection, help, list, filter } = panel
  const ticked = selection.get()
  const current = list.current?.current() ?? null
  const ids = ticked?.size ? [...ticked] : current === null ? [] : [current]
  const acts = actsOn(inbox, filter, perform)
  const focusList = () => {
    if (!target.closest('[data-row]')) list.current?.focus()
  }
  const onAll = (on: (ids: readonly number[]) => void, leaves: boolean) => {
    if (ids.length === 0) return
    if (leaves) {
      focusList()
      selection.set(null)
    }
    on(ids)
  }
  if (key === 'j') list.current?.move(1)
  else if (key === 'k') list.current?.move(-1)
  else if (key === 'e') onAll(acts.archive, true)
  else if (key === '#') onAll(acts.remove, true)
  else if (key === 'r') onAll(acts.read, false)
  else if (key === 'u') onAll(acts.unread, false)
  else if (key === 's') openerOf(element, ticked?.size ? null : current)?.click()
  else if (key === 'x' && current !== null) {
    focusList()
    if (event.shiftKey) tickUpTo(selection, current, inbox.feed(filter).get().ids)
    else toggle(selection, current)
  } else if (key === '?') help.set(true)
}

/** What opens the snooze menu of a row, or of all that is ticked. */
const openerOf = (panel: Element, id: number | null): HTMLElement | null =>
  panel.querySelector<HTMLElement>(
    `${id === null ? '.inbox-bulk-bar' : `[data-row="${id}"]`} [aria-keyshortcuts="s"]`,
  )
