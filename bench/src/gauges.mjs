import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** @param {import('./databases.mjs').Db} db @returns {Promise<number>} bytes written since the beginning of time */
export const walPosition = async (db) => {
  const row = /** @type {{ at: string } | undefined} */ (
    await db.one`select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text at`
  )
  return Number(row?.at)
}

setFlagsFromString('--expose-gc')
/** @type {() => void} */
export const collectGarbage = runInNewContext('gc')

/**
 * How much memory this process takes beyond what it had, at the worst moment.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<number>} megabytes
 */
export const memoryGrowth = async (work) => {
  collectGarbage()
  const before = process.memoryUsage.rss()
  let most = before
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 10)
  try {
    await work()
    look()
  } finally {
    clearInterval(timer)
  }
  return (most - before) / 1e6
}
