import { listen } from './listen.js'

/** Whether the machine has a network. A hint: `true` does not mean that the server can be reached. */
export interface Online {
  isOnline(): boolean
  /** Calls back when that may have changed. */
  subscribe(listener: () => void): () => void
}

export const systemOnline: Online = {
  // Node has no navigator, or one that does not know.
  isOnline: () => (globalThis.navigator as Partial<Navigator> | undefined)?.onLine ?? true,
  subscribe: (listener) => listen(globalThis, ['online', 'offline'], listener),
}
