import { createEngine } from '../engine/engine.js'
import type { Engine } from '../engine/types.js'
import type { Db } from '../storage/db.js'

export const effectQueue = 'effects'

/** An engine whose handler leaves a row for each time it handled a job. */
export const openEffects = async (db: Db, onHandled: (numbers: number[]) => void): Promise<Engine> => {
  await db.run`create table if not exists accepted (n int primary key)`
  await db.run`create table if not exists handled (n int not null)`
  const engine = createEngine(db)
  engine.work<{ n: number }>(effectQueue, { batchSize: 5 }, async (jobs) => {
    const numbers = jobs.map(({ data }) => data.n)
    await db.run`insert into handled select unnest(${numbers}::int[])`
    onHandled(numbers)
    return undefined
  })
  await engine.start()
  return engine
}
