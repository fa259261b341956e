import type { Readable } from '@inboxkit/core'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

/** A value of the inbox as a ref, for as long as its component lives. */
export const useReadable = <T>(readable: Readable<T>): Readonly<ShallowRef<T>> => {
  const value = shallowRef(readable.get())
  const update = (): void => {
    value.value = readable.get()
  }
  onScopeDispose(readable.subscribe(update))
  return value
}
