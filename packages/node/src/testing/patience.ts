import type { Patience } from '../retry.js'

/** Waits for no time at all, and notes down for how long it would have. Jitter is left out. */
export const noPatience = (): Patience & { waits: number[] } => {
  const waits: number[] = []
  return {
    waits,
    random: () => 1,
    wait: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
  }
}
