import type { Readable } from './readable.js'

/** Tells whoever listens of things that happen, and keeps none of them. */
export interface Signal<Event> {
  emit(event: Event): void
  subscribe(listener: (event: Event) => void): () => void
}

/** @param retain keeps something running while anybody listens */
export const createSignal = <Event>(retain: <T>(value: Readable<T>) => Readable<T>): Signal<Event> => {
  const listeners = new Set<(event: Event) => void>()
  const running = retain<void>({ get: () => {}, subscribe: () => () => {} })
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    subscribe(listener) {
      // The same function may listen twice.
      const one = (event: Event): void => listener(event)
      const stop = running.subscribe(() => {})
      listeners.add(one)
      return () => {
        listeners.delete(one)
        stop()
      }
    },
  }
}
