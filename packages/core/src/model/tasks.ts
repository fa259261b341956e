/**
 * Lets a test wait until nothing is left to do but what needs time. What counts are tasks made by `setImmediate`: those
 * of pages, locks, channels and databases, all of which are fakes.
 */
const { setImmediate: later, clearImmediate: cancel } = globalThis

const pending = new Set<unknown>()

const counted = (run: (...args: unknown[]) => void, ...args: unknown[]): unknown => {
  const task = later(() => {
    pending.delete(task)
    run(...args)
  })
  pending.add(task)
  return task
}
const uncounted = (task: NodeJS.Immediate | undefined): void => {
  pending.delete(task)
  cancel(task)
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
  const { setImmediate, clearImmediate, MessageChannel } = globalThis
  Object.assign(globalThis, {
    setImmediate: counted,
    clearImmediate: uncounted,
    MessageChannel: CountedChannel,
  })
  return () => void Object.assign(globalThis, { setImmediate, clearImmediate, MessageChannel })
}

const mostTurns = 100_000

/** Resolves when there has been nothing to do for a turn. @throws Error when that never comes */
export const idle = async (turns: number = mostTurns): Promise<void> => {
  await new Promise<void>((resolve) => later(() => resolve()))
  if (pending.size === 0) return
  if (turns === 0) throw new Error('There is always something left to do')
  await idle(turns - 1)
}
