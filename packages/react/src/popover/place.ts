/** Pixels between bell and panel, and between panel and the edge of the view. */
const gap = 8
const leastHeight = 240

interface Box {
  top: number
  bottom: number
  left: number
  right: number
}

export interface Room {
  bell: Box
  width: number
  height: number
  viewWidth: number
  viewHeight: number
  rtl: boolean
}

export interface Place {
  side: 'bottom' | 'top'
  left: number
  top: number
  maxHeight: number
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

/** Below the bell where it fits or where there is more room, end edges in line, always inside the view. */
export function placeAt({ bell, width, height, viewWidth, viewHeight, rtl }: Room): Place {
  const below = viewHeight - bell.bottom - 2 * gap
  const above = bell.top - 2 * gap
  const side = height <= below || below >= above ? 'bottom' : 'top'
  const maxHeight = Math.max(side === 'bottom' ? below : above, Math.min(leastHeight, viewHeight - 2 * gap))
  const shown = Math.min(height, maxHeight)
  const top = side === 'bottom' ? bell.bottom + gap : bell.top - gap - shown
  return {
    side,
    left: clamp(rtl ? bell.left : bell.right - width, gap, viewWidth - width - gap),
    top: clamp(top, gap, viewHeight - shown - gap),
    maxHeight,
  }
}

/**
 * Measures and writes the panel's place. The stylesheet caps its height; this lowers the cap where room is short.
 * Only `afresh` lifts that lower cap to measure anew: lifting it moves a list that is scrolled to its end.
 */
export function place(panel: HTMLElement, bell: Element, afresh = true): void {
  if (afresh) panel.style.maxHeight = ''
  const { side, left, top, maxHeight } = placeAt({
    bell: bell.getBoundingClientRect(),
    width: panel.offsetWidth,
    height: panel.offsetHeight,
    viewWidth: document.documentElement.clientWidth,
    viewHeight: window.innerHeight,
    rtl: getComputedStyle(panel).direction === 'rtl',
  })
  if (panel.offsetHeight > maxHeight) panel.style.maxHeight = `${maxHeight}px`
  panel.style.left = `${left}px`
  panel.style.top = `${top}px`
  panel.dataset['side'] = side
}

/** Gives the panel back to the stylesheet, as a sheet wants it that was a popover before. */
export function unplace(panel: HTMLElement): void {
  for (const name of ['left', 'top', 'max-height']) panel.style.removeProperty(name)
  delete panel.dataset['side']
}

/** Places the panel now and whenever something scrolls or changes size, until the returned undo is called. */
export function keepPlaced(panel: HTMLElement, bell: Element): () => void {
  let frame = 0
  const later = (afresh: boolean) => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => place(panel, bell, afresh))
  }
  const onResize = () => later(true)
  const onScroll = (event: Event) => {
    if (!panel.contains(event.target as Node)) later(false)
  }
  const sizes = new ResizeObserver(() => later(false))
  sizes.observe(panel)
  sizes.observe(bell)
  // Scroll events do not leave a shadow root, so both sides of its border are listened to.
  const roots = new Set<Node>([document, panel.getRootNode()])
  const options = { capture: true, passive: true }
  window.addEventListener('resize', onResize)
  for (const root of roots) root.addEventListener('scroll', onScroll, options)
  place(panel, bell)
  return () => {
    cancelAnimationFrame(frame)
    sizes.disconnect()
    window.removeEventListener('resize', onResize)
    for (const root of roots) root.removeEventListener('scroll', onScroll, options)
  }
}
