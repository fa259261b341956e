import type { StoreApi } from 'zustand/vanilla'

/** A value that changes. `get` returns the same reference until it does; `subscribe` returns its own undo. */
export interface Readable<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

/** One part of a store; its listeners are called only when that part changes. */
export const select = <State, T>(
  store: Pick<StoreApi<State>, 'getState' | 'subscribe'>,
  part: (state: State) => T,
): Readable<T> => ({
  get: () => part(store.getState()),
  subscribe: (listener) =>
    store.subscribe((now, before) => {
      if (part(now) !== part(before)) listener()
    }),
})
