import { listen } from './listen.js'

/** A BroadcastChannel, as far as it is used. */
export interface Channel {
  postMessage(message: unknown): void
  close(): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** Web Locks, as far as they are used. */
export interface Locks {
  request(
    name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    hold: () => Promise<void>,
  ): Promise<unknown>
  query(): Promise<{ held?: readonly { name?: string }[] }>
}

/** Local storage, as far as it is used. */
export type Notes = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * What the pages of one browser share, and how a page comes and goes. Each may be missing or throw when it is asked
 * for (a sandboxed frame, a private window, a server): an inbox then does without it.
 */
export interface Browser {
  locks(): Locks | undefined
  openChannel(name: string): Channel | undefined
  databases(): IDBFactory | undefined
  notes(): Notes | undefined
  /** Calls back when the page is put away, perhaps for good, and when it is shown again after that. */
  subscribePage(listener: (isShown: boolean) => void): () => void
}

export const systemBrowser: Browser = {
  locks: () => (globalThis.navigator as Partial<Navigator> | undefined)?.locks,
  // A server has channels, too, but no page that could share anything.
  openChannel: (name) => (globalThis.document ? new BroadcastChannel(name) : undefined),
  databases: () => globalThis.indexedDB,
  notes: () => (globalThis.document ? globalThis.localStorage : undefined),
  subscribePage(listener) {
    const stopHide = listen(globalThis, ['pagehide'], () => listener(false))
    const stopShow = listen(globalThis, ['pageshow'], () => listener(true))
    return () => {
      stopHide()
      stopShow()
    }
  },
}
