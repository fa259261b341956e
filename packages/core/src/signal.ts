import type { Readable } from './readable.js'

/** Tells whoever listens of things that happen; whoever comes later hears nothing of them. */
export interface Signal<Event> {
  emit(event: Event): void
  subscribe(listener: (event: Event) => void): () => void
}

/** @param retain keeps something running while anybody listens */
export const createSignal = <Event>(retain: <T>(value: Readable<T>) => Readable<T>): Signal<Event> => {
  const listeners = new Set<() => void>()
  let current: Event
  const events = retain<Event>({
    get: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  return {
    emit(event) {
      for (const listener of listeners) {
        // Again for each: one of them may have led to another event.
        current = event
        listener()
      }
    },
    subscribe: (listener) => events.subscribe(() => listener(current)),
  }
}
