import { raw } from 'sql-template-tag'
import type { Db } from '../storage/db.js'
import { engineSchema } from './boss-options.js'

/**
 * Gives back every job a worker held, to be fetched at once and without counting as a retry.
 * Only where no other process can hold one.
 * @returns how many there were
 */
export const releaseActiveJobs = (db: Db): Promise<number> =>
  db.run`
    update ${raw(engineSchema)}.job set state = 'created', started_on = null, heartbeat_on = null
    where state = 'active'`
