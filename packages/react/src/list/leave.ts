import type { KeyboardEvent } from 'react'

const stops = 'a[href], button, input, select, textarea, [tabindex]'

/** Moves the focus to what stands before the list (Home) or after it (End), where there is something. */
export function leave(event: KeyboardEvent): void {
  const list = event.currentTarget
  const isEnd = event.key === 'End'
  const side = isEnd ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING
  const around = [
    ...(list.getRootNode() as Document | ShadowRoot).querySelectorAll<HTMLElement>(stops),
  ].filter(
    (stop) =>
      stop.tabIndex >= 0 &&
      !list.contains(stop) &&
      list.compareDocumentPosition(stop) & side &&
      !stop.contains(list) &&
      stop.checkVisibility(),
  )
  const target = around.at(isEnd ? 0 : -1)
  if (!target) return
  event.preventDefault()
  target.focus()
}
