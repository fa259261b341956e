import { setTimeout as delay } from 'node:timers/promises'
import { problem } from '@inboxkit/protocol'

/** Whether this process is to be given work, for `/readyz`. */
export interface Readiness {
  /** @throws Problem `shutting_down`, or the reason why it can do none */
  check(): Promise<void>
  /**
   * From now on there is to be no new work. Resolves once a balancer that asks has been told, so that it sends everybody
   * elsewhere; at once where nobody asks.
   */
  drain(): Promise<void>
  isDraining(): boolean
}

/** Whoever has asked within this time is watching. */
const watchedMs = 15_000
/** Balancers do not believe a single answer. */
const toldTimes = 2
/** How long it is waited for; what is under way must have its time, too. */
const noticeMs = 3_000

export const createReadiness = (
  check: () => Promise<void>,
  now: () => number = () => performance.now(),
): Readiness => {
  let askedAt = Number.NEGATIVE_INFINITY
  let isDraining = false
  let told = 0
  let enough = (): void => undefined
  const isTold = new Promise<void>((resolve) => {
    enough = resolve
  })
  return {
    async check() {
      askedAt = now()
      if (isDraining) {
        if (++told === toldTimes) enough()
        throw problem('shutting_down')
      }
      await check()
    },
    async drain() {
      isDraining = true
      if (now() - askedAt <= watchedMs)
        await Promise.race([isTold, delay(noticeMs, undefined, { ref: false })])
    },
    isDraining: () => isDraining,
  }
}
