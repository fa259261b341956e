/** The element that scrolls `element`, or `null` where that is the page itself. */
export function scrollerOf(element: Element): Element | null {
  for (let at: Element | null = element; at; at = at.parentElement ?? hostOf(at)) {
    if (at === document.body || at === document.documentElement) return null
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return null
}

const hostOf = (element: Element): Element | null => {
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : null
}

/** Top edge of what scrolls, in the view's pixels. */
export const portTop = (scroller: Element | null): number => scroller?.getBoundingClientRect().top ?? 0

/** Calls back, at most once a frame, after anything around `element` scrolled or changed size. */
export function watchScroll(element: Element, callback: () => void): () => void {
  let frame = 0
  const later = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      callback()
    })
  }
  const sizes = new ResizeObserver(later)
  sizes.observe(element)
  const roots = new Set<Node>([document, element.getRootNode()])
  const options = { capture: true, passive: true }
  for (const root of roots) root.addEventListener('scroll', later, options)
  window.addEventListener('resize', later)
  return () => {
    cancelAnimationFrame(frame)
    sizes.disconnect()
    for (const root of roots) root.removeEventListener('scroll', later, options)
    window.removeEventListener('resize', later)
  }
}
