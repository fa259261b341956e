import { nextTurn } from '../next-turn.js'
import type { Db, Tx } from './db.js'

/**
 * Does work page by page, each in a transaction of its own, with a turn of the event loop between them.
 * @param work answers how much it did; less than `pageSize` = nothing is left
 */
export const inPages = async (db: Db, pageSize: number, work: (tx: Tx) => Promise<number>): Promise<void> => {
  while ((await db.transaction(work)) === pageSize) await nextTurn()
}
