import { JobsFailed } from '../engine/engine.js'

/** A line has so many ids of a kind at most. */
const mostIds = 20

/** What the jobs were about that failed: their queue, and the ids in them such as `runIds`. */
export const jobFacts = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof JobsFailed)) return {}
  const ids = new Map<string, number[]>()
  for (const [name, value] of error.jobs.flatMap((data) => Object.entries(data))) {
    const numbers = [value].flat().filter((one) => typeof one === 'number')
    if (numbers.length > 0) ids.set(name, [...(ids.get(name) ?? []), ...numbers].slice(0, mostIds))
  }
  return { queue: error.queue, ...Object.fromEntries(ids) }
}
