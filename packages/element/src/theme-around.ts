import type { ElementLooks } from './values.js'

/** A stylesheet in a shadow root does not see the classes around it: what they say is looked up for it. */
export const themeAround = (host: Element, theme: ElementLooks['theme'] = 'auto'): ElementLooks['theme'] =>
  theme === 'auto' && host.closest('.dark, [data-theme=dark]') ? 'dark' : theme

/** Calls back when the page's theme may have changed. @returns what ends that with `disconnect()` */
export function watchTheme(listener: () => void): MutationObserver {
  const watcher = new MutationObserver(listener)
  watcher.observe(document.documentElement, { subtree: false, attributeFilter: ['class', 'data-theme'] })
  return watcher
}
