/** Code that is fetched only when somebody needs it, and then once. */
export interface Chunk<Module> {
  /** Rejects when it cannot be fetched; the next call tries again. */
  load: () => Promise<Module>
  /** The same where nobody waits for it yet: that it failed is found out when somebody does. */
  prefetch: () => void
  loaded: () => Module | undefined
  /** Calls back when it is here. */
  subscribe: (listener: () => void) => () => void
}

/** @param fetch an `import()` of its own, so that bundlers see where to cut */
export function lazyChunk<Module>(fetch: () => Promise<Module>): Chunk<Module> {
  let loaded: Module | undefined
  let loading: Promise<Module> | undefined
  const listeners = new Set<() => void>()

  const load = () => {
    loading ??= fetch().then(
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
  return {
    load,
    prefetch: () => void load().catch(() => {}),
    loaded: () => loaded,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
