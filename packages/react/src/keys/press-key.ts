import type { Inbox } from '@inboxkit/core'
import type { PanelValue } from '../panel/context.js'
import { actsOn } from '../select/acts-on.js'
import { tickUpTo, toggle } from '../select/selection.js'
import type { Perform } from '../toast/use-perform.js'

export interface Press {
  key: string
  shift: boolean
  /** Where it was pressed, and the panel that this is in. */
  target: Element
  element: Element
  panel: PanelValue
  inbox: Inbox
  perform: Perform
}

/** Does what a key stands for: to what is ticked, else to the current notification. */
export function pressKey({ key, shift, target, element, panel, inbox, perform }: Press): void {
  const { selection, help, list, filter } = panel
  const ticked = selection.get()
  const current = list.current?.current() ?? null
  const ids = ticked?.size ? [...ticked] : current === null ? [] : [current]
  const acts = actsOn(inbox, filter, perform)
  const focusList = () => {
    if (!target.closest('[data-row]')) list.current?.focus()
  }
  const act = (on: (ids: readonly number[]) => void, leaves: boolean) => {
    if (ids.length === 0) return
    if (leaves) {
      focusList()
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
  else if (key === 's') openerOf(element, ticked?.size ? null : current)?.click()
  else if (key === 'x' && current !== null) {
    focusList()
    if (shift) tickUpTo(selection, current, inbox.feed(filter).get().ids)
    else toggle(selection, current)
  } else if (key === '?') help.set(true)
}

/** What opens the snooze menu of a row, or of all that is ticked. */
const openerOf = (panel: Element, id: number | null): HTMLElement | null =>
  panel.querySelector<HTMLElement>(
    `${id === null ? '.inbox-bulk-bar' : `[data-row="${id}"]`} [aria-keyshortcuts="s"]`,
  )
