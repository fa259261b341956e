import { engineSchema } from '../engine/boss-options.js'
import { createEngine } from '../engine/engine.js'
import type { Db, Tx } from '../storage/db.js'

const waiting = `from ${engineSchema}.job where state in ('created', 'retry', 'active') and left(name, 2) <> '__'`

const noLines = "select ''::text as line where false"

/**
 * Reads what waits to be worked on, as lines of queue and data. What a worker is at goes along: every handler may see
 * its job again. When one was to be tried again does not: that is at once.
 */
export const selectJobs = async (tx: Tx): Promise<{ lines: string; queues: string[] }> => {
  // A database that no server ever started on has no queues.
  const found = await tx.one<{ is_there: boolean }>`
    select to_regclass(${`${engineSchema}.job`}) is not null as is_there`
  if (!found?.is_there) return { lines: noLines, queues: [] }
  const { rows } = await tx.engineDb.executeSql(`select distinct name ${waiting} order by name`)
  return {
    lines: `select json_build_array(name, data::text)::text as line ${waiting}`,
    queues: (rows as { name: string }[]).map(({ name }) => name),
  }
}

export interface JobWriter {
  write(tx: Tx, lines: readonly string[]): Promise<void>
  close(): Promise<void>
}

const jobIn = (line: string): { queue: string; data: object } => {
  const [queue, data] = JSON.parse(line) as [string, string]
  return { queue, data: JSON.parse(data) as object }
}

/** Makes the queues, where there are none, and writes their jobs; nothing is worked on. */
export const openJobWriter = async (db: Db, queues: readonly string[]): Promise<JobWriter> => {
  const engine = createEngine(db, { works: false })
  for (const queue of queues) engine.work(queue, { batchSize: 1 }, async () => undefined)
  await engine.start()
  return {
    async write(tx, lines) {
      const jobs = lines.map(jobIn)
      for (const name of new Set(jobs.map(({ queue }) => queue)))
        await engine.enqueue(
          tx,
          name,
          jobs.filter(({ queue }) => queue === name).map(({ data }) => ({ data })),
        )
    },
    close: () => engine.stop(),
  }
}
