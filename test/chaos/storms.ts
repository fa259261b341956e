import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../kit/random.js'
import { allFaults, type Fault, type FaultWorld } from './faults.js'
import type { Screens } from './screens.js'

/** Faults that overlapped, and how long it took until everybody saw again what they were due. */
export interface Storm {
  readonly names: readonly string[]
  /** Instants of `performance.now()`. */
  readonly from: number
  readonly to: number
  /** From when nothing was broken any more until the last screen was right; `null` = the next storm came before. */
  readonly recoveryMs: number | null
  /** From when a client woke until its screen was right, while nothing was broken. */
  readonly wakingMs: number
}

/** Nobody may have to wait longer. */
export const mostRecoveryMs = 90_000

/** Every kind once, in any order, before any comes again. */
const createDeck = (random: Random): ((most: number) => Fault[]) => {
  let deck: readonly Fault[] = []
  return (most) => {
    if (deck.length === 0) deck = random.sample(allFaults, allFaults.length)
    const chosen = deck
      .filter((fault, at) => deck.findIndex(({ what }) => what === fault.what) === at)
      .slice(0, most)
    deck = deck.filter((fault) => !chosen.includes(fault))
    return chosen
  }
}

/** One to three faults at a time, again and again for `forMs`. When it resolves, nothing is broken. */
export const rage = async (
  world: FaultWorld,
  screens: Screens,
  forMs: number,
  tell: (storm: Storm) => void,
): Promise<Storm[]> => {
  const { random } = world
  const draw = createDeck(random.fork(1))
  const storms: Storm[] = []
  const until = performance.now() + forMs
  while (performance.now() < until) {
    const faults = draw(random.integer(1, 3))
    const from = performance.now()
    screens.break()
    await Promise.all(
      faults.map(async (fault, at) => {
        const own = random.fork(storms.length * 8 + at)
        await delay(own.integer(0, 1_500))
        await fault.happen({ ...world, random: own })
      }),
    )
    screens.heal()
    const to = performance.now()
    // Not every time: what happens to one that is not over the last has to be seen, too.
    const isWaited = random.next() >= 0.3
    const calmMs = random.integer(500, 3_000)
    const mostMs = isWaited ? mostRecoveryMs : calmMs
    const isLater = (ms: number): boolean => performance.now() - to >= ms
    while (!isLater(mostMs) && !(screens.isRecovered() && isLater(calmMs))) await delay(20)
    const isOver = isWaited || screens.isRecovered()
    const [byFault, bySleep] = [false, true].map((isSleep) =>
      Math.max(0, ...screens.worst().map((one) => (one.isSleep === isSleep ? one.ms : 0))),
    )
    const storm = {
      names: faults.map(({ name }) => name),
      from,
      to,
      recoveryMs: isOver ? (byFault ?? 0) : null,
      wakingMs: bySleep ?? 0,
    }
    storms.push(storm)
    tell(storm)
  }
  return storms
}
