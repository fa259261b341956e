import type { ServerOptions } from '../../options.js'
import { Refusal } from '../refusal.js'
import type { World } from '../world.js'
import { checkMode, checkPublicUrl, checkRunning } from './address.js'
import { checkPostgres, checkSchema, onDatabase } from './database.js'
import { type Finding, failed, ok, warning } from './finding.js'
import { checkKeys } from './keys.js'
import { checkDisk, checkFolder, checkNode } from './machine.js'
import { checkProviders } from './providers.js'
import { checkRedis } from './redis.js'

/**
 * `inboxkit doctor`: looks at all that `serve` would start with, and changes nothing.
 * @param read makes the options, or throws a Refusal
 * @returns the exit code: 1 when something failed
 */
export const doctor = async (read: () => ServerOptions, isJson: boolean, world: World): Promise<number> => {
  const findings = [checkNode(process.version), ...(await checkAll(read))]
  const isWell = findings.every(({ status }) => status !== 'failed')
  if (isJson) world.print(JSON.stringify({ ok: isWell, checks: findings }, null, 2))
  else for (const line of linesOf(findings)) world.print(line)
  return isWell ? 0 : 1
}

const checkAll = async (read: () => ServerOptions): Promise<Finding[]> => {
  const options = readOr(read)
  if ('status' in options) return [options]
  return [
    ok('settings', 'can be read.'),
    checkMode(options),
    ...(options.databaseUrl === undefined ? await checkEmbedded(options) : await checkServer(options)),
    ...(options.redisUrl === undefined ? [] : [await checkRedis(options.redisUrl)]),
    await checkPublicUrl(options),
    ...(await checkProviders(options)),
  ]
}

const readOr = (read: () => ServerOptions): ServerOptions | Finding => {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) return failed('settings', `${error.message}. The rest was not looked at.`)
    throw error
  }
}

const checkEmbedded = async (options: ServerOptions): Promise<Finding[]> => {
  if (options.dataDir === 'memory') return [warning('database', 'in memory: nothing outlives the server.')]
  const { finding, state } = await checkFolder(options.dataDir)
  if (state === 'unusable') return [finding]
  const disk = await checkDisk(options.dataDir)
  if (state === 'new') return [finding, disk]
  if (state === 'in use') return [finding, disk, await checkRunning(options)]
  const inside = await onDatabase(options, async (db) => [
    ok('database', 'embedded, and it opens.'),
    ...(await checkSchema(db, () => checkKeys(db, options))),
  ])
  return [finding, disk, ...inside]
}

const checkServer = async (options: ServerOptions): Promise<Finding[]> => {
  const findings = await onDatabase(options, async (db) => [
    ...(await checkPostgres(db, () => new Date(), options.databasePool)),
    ...(await checkSchema(db, () => checkKeys(db, options))),
  ])
  const { directUrl } = options
  if (directUrl === undefined) return findings
  const direct = await onDatabase({ ...options, databaseUrl: directUrl }, async () => [
    ok('direct address', 'the database answers past its pooler, too.'),
  ])
  return [...findings, ...direct.map((one) => ({ ...one, name: 'direct address' }))]
}

const linesOf = (findings: readonly Finding[]): string[] => {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const count = (status: Finding['status']): number =>
    findings.filter((finding) => finding.status === status).length
  return [
    ...findings.map(({ status, name, says }) => `${status.padEnd(7)}  ${name.padEnd(width)}  ${says}`),
    '',
    `${count('ok')} ok, ${count('warning')} ${count('warning') === 1 ? 'warning' : 'warnings'}, ${count('failed')} failed`,
  ]
}
