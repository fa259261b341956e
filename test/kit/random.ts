/** Numbers that look random and are the same for the same seed (mulberry32), so that a failure can be repeated. */
export interface Random {
  readonly seed: number
  /** 0 to 1, 1 excluded. */
  next(): number
  /** `from` to `to`, both included. */
  integer(from: number, to: number): number
  pick<T>(from: readonly T[]): T
  /** `count` different ones, in any order. */
  sample<T>(from: readonly T[], count: number): T[]
  /** A sequence of its own, so that parties that run side by side do not depend on each other's pace. */
  fork(name: number): Random
}

export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    seed,
    next,
    integer,
    pick<T>(from: readonly T[]): T {
      return from[integer(0, from.length - 1)] as T
    },
    sample<T>(from: readonly T[], count: number): T[] {
      const rest = [...from]
      return Array.from({ length: Math.min(count, rest.length) }, () =>
        rest.splice(integer(0, rest.length - 1), 1),
      ).flat()
    },
    fork: (name) => createRandom(Math.imul(seed ^ (name + 1), 0x9e3779b1)),
  }
}

/** `INBOXKIT_SEED` repeats a run; without it each run is another. */
export const runSeed = (): number => Number(process.env['INBOXKIT_SEED'] ?? Date.now() % 2 ** 31)
