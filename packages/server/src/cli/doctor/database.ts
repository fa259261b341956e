import type { ServerOptions } from '../../options.js'
import type { Db, Sql } from '../../storage/db.js'
import { readSchema } from '../../storage/migrate.js'
import { openDb } from '../../storage/open.js'
import { explain } from '../explain.js'
import { type Finding, failed, ok, warning } from './finding.js'

/** Of one process: its pool, where that is not set, and what jobs and other processes take beside it. */
const usualPool = 10
const besidePool = 5
const oldestMajor = 15
/** User tokens are taken this long before and after their time. */
const mostSkewSeconds = 60
const fineSkewSeconds = 2

/** On PostgreSQL: is it there, is it new enough, are there connections, is its clock right. */
export const checkPostgres = async (
  db: Sql,
  now: () => Date,
  pool: number = usualPool,
): Promise<Finding[]> => {
  const before = now()
  const facts = await db.one<{ version: number; most: number; used: number; now: Date; isReplica: boolean }>`
    select current_setting('server_version_num')::int / 10000 version, current_setting('max_connections')::int most,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') used,
      clock_timestamp() now, pg_is_in_recovery() "isReplica"`
  if (!facts) throw new Error('It answered nothing')
  // The answer is from somewhere between the two.
  const middle = (before.getTime() + now().getTime()) / 2
  return [
    judgeVersion(facts.version, facts.isReplica),
    judgeConnections(facts.most, facts.used, pool + besidePool),
    judgeSkew((facts.now.getTime() - middle) / 1000),
  ]
}

export const judgeVersion = (major: number, isReplica: boolean): Finding => {
  if (isReplica) return failed('database', 'this is a read-only replica: name its primary in DATABASE_URL.')
  return major < oldestMajor
    ? failed('database', `PostgreSQL ${major} is too old: inboxkit needs ${oldestMajor} or newer.`)
    : ok('database', `PostgreSQL ${major} answers.`)
}

/** @param needed by one process */
export const judgeConnections = (most: number, used: number, needed: number): Finding => {
  const says = `${used} of ${most} connections are in use`
  if (most - used >= needed) return ok('connections', `${says}.`)
  return warning(
    'connections',
    `${says}, and a server takes up to ${needed}: raise max_connections, set --database-pool (INBOXKIT_DATABASE_POOL) lower, or put a pooler in between.`,
  )
}

/** @param seconds by which the database's clock is ahead */
export const judgeSkew = (seconds: number): Finding => {
  const away = Math.abs(seconds)
  const says = `the database's clock is ${away.toFixed(1)} s ${seconds < 0 ? 'behind' : 'ahead of'} this machine's`
  if (away <= fineSkewSeconds) return ok('clocks', `${says}.`)
  const what = 'set both by NTP.'
  return away < mostSkewSeconds
    ? warning('clocks', `${says}: ${what}`)
    : failed('clocks', `${says}, and user tokens allow ${mostSkewSeconds} s: ${what}`)
}

export const judgeSchema = ({ current, newest }: { current: number; newest: number }): Finding => {
  if (current === newest) return ok('schema', `at ${current}, the newest.`)
  if (current === 0) return ok('schema', 'none yet: the first start makes it.')
  return current < newest
    ? warning(
        'schema',
        `at ${current} of ${newest}: the next start of "serve" brings it up. Make a backup before.`,
      )
    : failed('schema', `at ${current}, and this inboxkit knows ${newest}: start the newer inboxkit.`)
}

/** Opens the database, without changing it, for as long as `work` takes. */
export const onDatabase = async (
  options: ServerOptions,
  work: (db: Db) => Promise<Finding[]>,
): Promise<Finding[]> => {
  let db: Db | undefined
  try {
    db = await openDb({ ...options, poolSize: 1, onError: () => undefined })
    await db.one`select 1`
    return await work(db)
  } catch (error) {
    const what =
      options.databaseUrl === undefined
        ? ''
        : ' See that it runs, and that address, user and password are right.'
    return [failed('database', `${withoutPassword(explain(error, options), options)}.${what}`)]
  } finally {
    await db?.close()
  }
}

/** The schema, and where it is the newest what `inside` finds in its tables. */
export const checkSchema = async (db: Db, inside: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    const versions = await readSchema(db)
    const isNewest = versions.current === versions.newest
    return [judgeSchema(versions), ...(isNewest ? await inside() : [])]
  } catch (error) {
    return [failed('schema', `${(error as Error).message}.`)]
  }
}

/** PostgreSQL never repeats one; a URL in an error of the driver would. */
const withoutPassword = (text: string, { databaseUrl, directUrl }: ServerOptions): string =>
  [databaseUrl, directUrl]
    .flatMap((url) =>
      url === undefined ? [] : [url, new URL(url).password, decodeURIComponent(new URL(url).password)],
    )
    .filter((secret) => secret !== '')
    .reduce((said, secret) => said.replaceAll(secret, '…'), text)
