type PanelModule = typeof import('./InboxPanel.js')

let loaded: PanelModule | undefined
let loading: Promise<PanelModule> | undefined
const listeners = new Set<() => void>()

/** Fetches what is behind the bell, once. Rejects when it cannot be fetched; the next call tries again. */
export function loadPanel(): Promise<PanelModule> {
  loading ??= import('./InboxPanel.js').then(
    (module) => {
      loaded = module
      for (const listener of listeners) listener()
      return module
    },
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}

/** The same where nobody waits for it yet: that it failed is found out when somebody does. */
export const prefetchPanel = (): void => void loadPanel().catch(() => {})

export const loadedPanel = (): PanelModule | undefined => loaded

export function subscribePanel(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
