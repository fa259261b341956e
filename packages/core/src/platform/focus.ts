import { listen } from './listen.js'

/** Whether somebody can see the page. Without a page, somebody can. */
export interface Focus {
  isVisible(): boolean
  /** Calls back when that may have changed. */
  subscribe(listener: () => void): () => void
}

export const systemFocus: Focus = {
  isVisible: () => globalThis.document?.visibilityState !== 'hidden',
  subscribe: (listener) => listen(globalThis.document, ['visibilitychange'], listener),
}
