/** Runs at most so many pieces of work of one name at a time; the others wait in order. */
export const createLimiter = (most: number): (<T>(name: string, work: () => Promise<T>) => Promise<T>) => {
  const lanes = new Map<string, { running: number; waiting: (() => void)[] }>()
  return async (name, work) => {
    const lane = lanes.get(name) ?? { running: 0, waiting: [] }
    lanes.set(name, lane)
    // Whoever ends hands its place on, so nobody gets in between.
    if (lane.running >= most) await new Promise<void>((turn) => lane.waiting.push(turn))
    else lane.running++
    try {
      return await work()
    } finally {
      const next = lane.waiting.shift()
      if (next) next()
      else if (--lane.running === 0) lanes.delete(name)
    }
  }
}
