import { nextTurn } from './next-turn.js'

/** Longer than this, nobody else gets a turn. */
const turnMs = 10

/**
 * Goes through work that never waits by itself, letting the event loop have a turn every 10 ms.
 * @throws what the loop's body throws
 */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T> {
  let since = performance.now()
  for (const item of items) {
    if (performance.now() - since > turnMs) {
      await nextTurn()
      since = performance.now()
    }
    yield item
  }
}
