import { nextTurn } from '../../next-turn.js'

/**
 * Writes what comes in within a turn of the event loop together, and what comes in while a write is under way in the
 * next one: many small results cost few transactions, and one alone is written at once. @returns resolves when it is written, rejects with whatever its write threw
 */
export const createTogether = <One>(
  write: (all: readonly One[]) => Promise<void>,
  most: number,
): ((one: One) => Promise<void>) => {
  let waiting: { one: One; done: () => void; fail: (cause: unknown) => void }[] = []
  let isWriting = false

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const page = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        await write(page.map(({ one }) => one))
        for (const { done } of page) done()
      } catch (cause) {
        for (const { fail } of page) fail(cause)
      }
    }
    isWriting = false
  }

  return (one) =>
    new Promise((done, fail) => {
      waiting.push({ one, done, fail })
      if (isWriting) return
      isWriting = true
      void nextTurn().then(writeAll)
    })
}
