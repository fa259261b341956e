import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { provideCluster } from '../../scripts/setup/cluster.mjs'
import { freePort } from '../../scripts/setup/network.mjs'
import { startServer } from './server.mjs'

/**
 * @typedef {import('./databases.mjs').Location} Location
 * @typedef {import('./server.mjs').RunningServer} RunningServer
 * @typedef {{ api: RunningServer, worker: RunningServer, redisPid: number }} Cluster
 */

/** @returns {Promise<{ url: string, pid: number, stop: () => void } | undefined>} `undefined` where there is none */
const startRedis = async () => {
  const program = (await provideCluster())?.['REDIS_SERVER']
  if (program === undefined) return undefined
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn(program, args, { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  const answers = async () => {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }
  while (!(await answers())) await delay(20)
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => void child.kill() }
}

/**
 * One node that answers and one that works, on PostgreSQL and Redis: the smallest cluster with all the roads of a large.
 * @template T
 * @param {Location} location @param {(cluster: Cluster) => Promise<T>} work
 * @returns {Promise<T | undefined>} `undefined` where there is no Redis
 */
export const withCluster = async (location, work) => {
  const redis = await startRedis()
  if (!redis) return undefined
  const shared = {
    ...location,
    redisUrl: redis.url,
    apiKey: 'bench-key-0123456789',
    apiSecret: 'bench-secret-0123456789',
    encryptionKey: randomBytes(32).toString('base64'),
  }
  /** @type {RunningServer[]} */
  const servers = []
  try {
    const api = await startServer({ ...shared, role: 'api' })
    servers.unshift(api)
    const worker = await startServer({ ...shared, role: 'worker' })
    servers.unshift(worker)
    return await work({ api, worker, redisPid: redis.pid })
  } finally {
    for (const server of servers) await server.close()
    redis.stop()
  }
}
