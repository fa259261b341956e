import { setTimeout as delay } from 'node:timers/promises'

/** So many triggers in a batch, just before, mean that more are coming. */
const busyFrom = 16
const justBeforeMs = 100
const pauseMs = 50

/**
 * Lets triggers gather while many come in: a page costs much the same however full it is, and what it costs is taken
 * from accepting. After a batch of a few there is no pause, so a send on its own is as fast as ever.
 */
export const createGathering = (
  now: () => number = () => performance.now(),
  pause: (ms: number) => Promise<unknown> = delay,
): ((triggers: number) => Promise<void>) => {
  let last = { triggers: 0, at: 0 }
  return async (triggers) => {
    const isBusy = last.triggers >= busyFrom && now() - last.at < justBeforeMs
    if (isBusy) await pause(pauseMs)
    last = { triggers, at: now() }
  }
}
