import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever its clock. */
const msPerTick = 10

/**
 * What a process has taken of the processors, with those of its children that have ended.
 * @param {number} pid @returns {{ parent: number, ms: number } | undefined} `undefined` when it is not there
 */
const statOf = (pid) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
    return { parent: fields[1] ?? 0, ms: (user + system + endedUser + endedSystem) * msPerTick }
  } catch {
    return undefined
  }
}

/** @param {number} pid @returns {number} ms, of a process and the children it has at the moment and had before */
export const processorMs = (pid) => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid)
  return [statOf(pid), ...children].reduce((sum, stat) => sum + (stat?.ms ?? 0), 0)
}

/** @param {number} pid @returns {number} megabytes in memory at the moment, and the most so far */
export const residentMb = (pid, /** @type {'VmRSS' | 'VmHWM'} */ field = 'VmRSS') =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/**
 * The process that all sessions of a PostgreSQL on this machine are children of.
 * @param {import('./databases.mjs').Db} db @returns {Promise<number | undefined>} `undefined` when it is elsewhere
 */
export const findPostmaster = async (db) => {
  const row = /** @type {{ pid: number } | undefined} */ (await db.one`select pg_backend_pid() pid`)
  const { parent } = statOf(row?.pid ?? 0) ?? {}
  return parent !== undefined && /postgres/.test(readFileSync(`/proc/${parent}/comm`, 'utf8'))
    ? parent
    : undefined
}
