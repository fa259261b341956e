import { raw } from 'sql-template-tag'
import { engineSchema } from '../engine/boss-options.js'
import type { Sql } from '../storage/db.js'

export interface Queue {
  name: string
  jobs: number
  ageSeconds: number
}

/** What waits in each queue, in all processes together. An empty one is told of, too. */
export const readQueues = (db: Sql): Promise<Queue[]> =>
  db.many<Queue>`
    select q.name, count(j.id) as jobs,
      coalesce(extract(epoch from now() - min(j.start_after)), 0)::float8 as "ageSeconds"
    from ${raw(engineSchema)}.queue q
    left join ${raw(engineSchema)}.job j on j.name = q.name and j.state < 'active' and j.start_after <= now()
    where left(q.name, 2) <> '__' group by q.name`
