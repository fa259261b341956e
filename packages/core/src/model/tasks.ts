/**
 * Lets a test wait until nothing is left to do but what needs time. What counts are tasks made by `setImmediate`: those
 * of pages, locks, channels and databases, all of which are fakes.
 */
const { setImmediate: later, MessageChannel: Channel } = globalThis

let pending = 0

const counted = (run: (...args: unknown[]) => void, ...args: unknown[]): unknown => {
  pending++
  return later(() => {
    pending--
    run(...args)
  })
}

/** Its messages come in the order of all other tasks, so that a sequence runs the same each time. */
class CountedChannel {
  readonly port1: EventTarget & { start(): void; close(): void } = Object.assign(new EventTarget(), {
    start: () => {},
    close: () => {},
  })
  readonly port2: { postMessage(): void } = {
    postMessage: () => void counted(() => this.port1.dispatchEvent(new Event('message'))),
  }
}

/** From here on tasks are counted. Returns what ends that. */
export const countTasks = (): (() => void) => {
  Object.assign(globalThis, { setImmediate: counted, MessageChannel: CountedChannel })
  return () => void Object.assign(globalThis, { setImmediate: later, MessageChannel: Channel })
}

/** Resolves when there has been nothing to do for a turn. */
export const idle = async (): Promise<void> => {
  await new Promise<void>((resolve) => later(() => resolve()))
  if (pending > 0) await idle()
}
