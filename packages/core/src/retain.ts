import type { Clock } from './platform/clock.js'
import type { Readable } from './readable.js'

/** Everything stays open this long after its last subscriber: views come and go. */
export const lingerMs: number = 5000

/**
 * Makes values whose subscribers keep something running: `start` is called with the first of them, `stop` when there
 * has been none for 5 s.
 */
export const createRetain = (
  clock: Clock,
  start: () => void,
  stop: () => void,
): (<T>(value: Readable<T>) => Readable<T>) => {
  let subscribers = 0
  let cancelStop: (() => void) | undefined

  return <T>({ get, subscribe }: Readable<T>): Readable<T> => ({
    get,
    subscribe(listener) {
      // The same function may listen twice.
      const forget = subscribe(() => {
        try {
          listener()
        } catch (error) {
          // In a turn of its own: whoever tells has more to do, such as to send what is told of.
          clock.setTimeout(() => {
            throw error
          }, 0)
        }
      })
      let isOn = true
      cancelStop?.()
      // Everything that is mounted in one go counts as the first subscriber: its feed comes with the connect.
      if (++subscribers === 1) queueMicrotask(() => subscribers > 0 && start())
      return () => {
        if (!isOn) return
        isOn = false
        forget()
        if (--subscribers === 0) cancelStop = clock.setTimeout(stop, lingerMs)
      }
    },
  })
}
