import { createHash } from 'node:crypto'
import type { Sql } from '../storage/db.js'

/**
 * What all nodes on one database call their line, and nobody else: a Redis may be shared with other installations.
 * The database has its first app by now.
 */
export const channelOf = async (db: Sql): Promise<string> => {
  const row = await db.one<{ name: string; key: string; at: Date }>`
    select current_database() name, api_key key, created_at at from app order by id limit 1`
  const hash = createHash('sha256').update(`${row?.name}\n${row?.key}\n${row?.at.toISOString()}`)
  return `inboxkit_${hash.digest('hex').slice(0, 24)}`
}
