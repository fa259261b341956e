const stops = 'a[href], button, input, select, textarea, [tabindex]'

/**
 * Moves the focus to what stands before a list, or after it (Ctrl with Home and End in the feed pattern of the ARIA
 * Authoring Practices). @returns whether there was something
 */
export function leave(list: Element, isEnd: boolean): boolean {
  const side = isEnd ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING
  const around = [
    ...(list.getRootNode() as Document | ShadowRoot).querySelectorAll<HTMLElement>(stops),
  ].filter(
    (stop) =>
      stop.tabIndex >= 0 &&
      !list.contains(stop) &&
      !stop.contains(list) &&
      list.compareDocumentPosition(stop) & side &&
      stop.checkVisibility(),
  )
  const target = around.at(isEnd ? 0 : -1)
  target?.focus()
  return target !== undefined
}
