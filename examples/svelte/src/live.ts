import type { Readable } from '@inboxkit/core'
import { createSubscriber } from 'svelte/reactivity'

/** A value of the inbox that Svelte follows, for as long as something shows it. */
export const live = <T>(readable: Readable<T>): { readonly current: T } => {
  const follow = createSubscriber((update) => readable.subscribe(update))
  return {
    get current() {
      follow()
      return readable.get()
    },
  }
}
