import type { Focus } from '../platform/focus.js'
import type { Online } from '../platform/online.js'

export interface FakePlatform {
  readonly online: Online
  readonly focus: Focus
  setOnline(isOnline: boolean): void
  setVisible(isVisible: boolean): void
  /** How many listen. */
  listeners(): number
}

export const createFakePlatform = (): FakePlatform => {
  const heardOnline = new Set<() => void>()
  const heardFocus = new Set<() => void>()
  let isOnline = true
  let isVisible = true
  const listenTo = (listeners: Set<() => void>) => (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  return {
    online: { isOnline: () => isOnline, subscribe: listenTo(heardOnline) },
    focus: { isVisible: () => isVisible, subscribe: listenTo(heardFocus) },
    setOnline(now) {
      isOnline = now
      for (const listener of [...heardOnline]) listener()
    },
    setVisible(now) {
      isVisible = now
      for (const listener of [...heardFocus]) listener()
    },
    listeners: () => heardOnline.size + heardFocus.size,
  }
}
