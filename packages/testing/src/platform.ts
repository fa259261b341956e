interface Online {
  isOnline(): boolean
  subscribe(listener: () => void): () => void
}

interface Focus {
  isVisible(): boolean
  subscribe(listener: () => void): () => void
}

/** A device that a test switches on and off: the `online` and `focus` of an inbox. */
export interface TestPlatform {
  readonly online: Online
  readonly focus: Focus
  setOnline(isOnline: boolean): void
  setVisible(isVisible: boolean): void
  /** How many listen. */
  listeners(): number
}

export const createPlatform = (): TestPlatform => {
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
