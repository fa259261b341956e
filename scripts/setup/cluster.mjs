import { delimiter, join } from 'node:path'
import { aptInstall } from './apt.mjs'
import { isExecutable } from './browser.mjs'
import { findPostgres } from './postgres.mjs'

/** @param {string} name */
const find = (name) =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin']
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable)

/** What a cluster is made of beside our own servers, by the variable that tells tests where it is. */
const parts = [
  { variable: 'POSTGRES_BIN', package: 'postgresql', find: findPostgres },
  { variable: 'REDIS_SERVER', package: 'redis-server', find: () => find('redis-server') },
  { variable: 'PGBOUNCER', package: 'pgbouncer', find: () => find('pgbouncer') },
]

/**
 * The programs of a cluster, which tests start, pause and kill on ports of their own.
 * @returns {Promise<Record<string, string> | undefined>} where each is; `undefined` when one cannot be had
 */
export const provideCluster = async () => {
  const missing = parts.filter((part) => part.find() === undefined)
  await aptInstall(missing.map((part) => part.package))
  const found = Object.fromEntries(parts.map((part) => [part.variable, part.find() ?? '']))
  return Object.values(found).includes('') ? undefined : found
}
