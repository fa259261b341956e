import { createContext, Script } from 'node:vm'

const context = createContext({})
const script = new Script('work()')

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Work that was stopped before its end. */
export class OutOfTime extends Error {}

/** Milliseconds of processor time that this process has had since then. */
const usedMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** How often work that was stopped without having had its time is begun again. */
const mostTries = 10

/**
 * Runs work that never waits, such as a pattern that somebody else wrote, and stops it after `mostMs`: V8 can interrupt
 * any loop and any regular expression. On a machine that has no time for this process it is begun again: how busy the
 * machine is must not decide what comes of it. Costs 0.1 ms. The work must not change anything that outlives it.
 * @throws OutOfTime, or what the work throws
 */
export const withinTime = <T>(mostMs: number, work: () => T): T => {
  const since = process.cpuUsage()
  context['work'] = work
  try {
    for (let tries = 1; ; tries++)
      try {
        return script.runInContext(context, { timeout: mostMs }) as T
      } catch (cause) {
        if (!isTimeout(cause)) throw cause
        if (tries === mostTries || usedMs(since) >= mostMs) throw new OutOfTime(`took more than ${mostMs} ms`)
      }
  } finally {
    context['work'] = undefined
  }
}
