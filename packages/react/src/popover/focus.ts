/** The focused element inside `element`, also within a shadow root; `null` when the focus is elsewhere. */
export function activeWithin(element: Element): Element | null {
  const { activeElement } = element.getRootNode() as Document | ShadowRoot
  return element.contains(activeElement) ? activeElement : null
}
