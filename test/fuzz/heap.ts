import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const mebibyte = 2 ** 20

/** How much the heap may grow from a fifth of a run to its end, however long the run is. */
export const mostGrowthMiB = 24

/** Looks at what the process holds at each fifth of a run, when nothing is left to collect. */
export const watchHeap = () => {
  const heaps: number[] = []
  const all: number[] = []
  return {
    /** @param share of the run that is done, 0 to 1 */
    isDue: (share: number): boolean => heaps.length < 5 && share * 5 >= heaps.length + 1,
    look(): void {
      collectGarbage()
      const { heapUsed, rss } = process.memoryUsage()
      heaps.push(heapUsed / mebibyte)
      all.push(rss / mebibyte)
    },
    /** From a fifth to the end. */
    get growthMiB() {
      return (heaps.at(-1) ?? 0) - (heaps[0] ?? 0)
    },
    /** A database in the process is not on its heap. */
    said: (): string => {
      const texts = [heaps, all].map((of) => of.map((one) => one.toFixed(1)).join(', '))
      return `at each fifth: heap ${texts[0]} MiB, process ${texts[1]} MiB`
    },
  }
}
