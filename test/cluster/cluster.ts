import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, type ServerProcess, startServer } from '../kit/server-process.js'
import { startPgbouncer } from './pgbouncer.js'
import { type Postgres, startPostgres } from './postgres.js'
import { eventually } from './program.js'
import { type Proxy, startProxy } from './proxy.js'
import { type Redis, startRedis } from './redis.js'

/** One process of the cluster, and whichever takes its place. */
export interface ClusterNode {
  readonly role: 'api' | 'worker'
  /** Its address at the moment; `undefined` while it is down. */
  readonly url: string | undefined
  /** kill -9. */
  kill(): Promise<void>
  /** SIGSTOP and SIGCONT. */
  pause(): void
  resume(): void
  /** SIGTERM, as a roll-out does it. @returns how it ended */
  stop(): Promise<Ended>
  /** In the place of one that is down; resolves once it is ready. */
  start(): Promise<void>
  /** What it printed since its last start. */
  output(): string
}

export interface Cluster {
  /** Of the balancer: what clients know. */
  readonly url: string
  readonly apis: readonly ClusterNode[]
  readonly workers: readonly ClusterNode[]
  readonly postgres: Postgres
  /** `undefined` = PostgreSQL alone. */
  readonly redis: Redis | undefined
  readonly proxy: Proxy
  /** One after the other: a new process in the place of each, while the others serve. @returns how the old ones ended */
  roll(nodes: readonly ClusterNode[]): Promise<Ended[]>
}

export interface ClusterOptions {
  apis?: number
  workers?: number
  /** Absent = with Redis. */
  redis?: boolean
  /** Whether the pools go through PgBouncer, a session for each transaction. */
  pooler?: boolean
  /** Of the balancer. */
  port?: number
  env?: Record<string, string>
}

const openNode = (
  role: ClusterNode['role'],
  env: Record<string, string>,
  database: { url: string; encryptionKey: string },
) => {
  let server: (ServerProcess & { url: string }) | undefined
  const down = async (end: 'kill' | 'stop'): Promise<Ended> => {
    const ending = server
    if (end === 'kill') server = undefined
    const ended = (await ending?.[end]()) ?? { code: null, signal: null }
    server = undefined
    return ended
  }
  const send = (name: NodeJS.Signals): void => {
    if (server) process.kill(server.pid, name)
  }
  const node: ClusterNode = {
    role,
    get url() {
      return server?.url
    },
    kill: async () => void (await down('kill')),
    pause: () => send('SIGSTOP'),
    resume: () => send('SIGCONT'),
    stop: () => down('stop'),
    async start() {
      server = await startServer({ database, env: { ...env, INBOXKIT_ROLE: role } })
    },
    output: () => server?.output() ?? '',
  }
  return node
}

/** PostgreSQL, Redis, api nodes, workers and a balancer on ports of their own. */
export const openCluster = async (
  options: ClusterOptions = {},
): Promise<Cluster & { close(): Promise<void> }> => {
  const { apis = 2, workers = 2 } = options
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-cluster-'))
  // Whoever is told to end at once ends the programs (program.ts), and leaves nothing either.
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove)
  const ends: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
    async () => void process.off('exit', remove),
  ]
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0)) await end()
  }
  const opened = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    ends.unshift(() => part.stop())
    return part
  }
  try {
    const postgres = opened(await startPostgres(folder))
    const redis = options.redis === false ? undefined : opened(await startRedis(folder))
    const pooler = options.pooler ? opened(await startPgbouncer(folder, postgres.port)) : undefined
    const env = {
      ...(redis ? { REDIS_URL: redis.url } : {}),
      ...(pooler ? { INBOXKIT_DIRECT_URL: postgres.url } : {}),
      ...options.env,
    }
    const database = { url: pooler?.url ?? postgres.url, encryptionKey: randomBytes(32).toString('base64') }
    const make = (role: ClusterNode['role'], count: number): ClusterNode[] =>
      Array.from({ length: count }, () => openNode(role, env, database))
    const nodes = { apis: make('api', apis), workers: make('worker', workers) }
    const all = [...nodes.apis, ...nodes.workers]
    ends.unshift(() => Promise.all(all.map((node) => node.kill())))
    await Promise.all(all.map((node) => node.start()))
    const proxy = await startProxy(() => nodes.apis.flatMap(({ url }) => url ?? []), options.port)
    ends.unshift(() => proxy.close())
    const roll = async (rolled: readonly ClusterNode[]): Promise<Ended[]> => {
      const ended: Ended[] = []
      for (const node of rolled) {
        ended.push(await node.stop())
        await node.start()
        await eventually('the balancer knows the new process', async () => {
          if (node.role === 'api' && !proxy.ready().includes(node.url ?? '')) throw new Error('it does not')
        })
      }
      return ended
    }
    return { url: proxy.url, ...nodes, postgres, redis, proxy, roll, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** For the length of `work`. */
export const withCluster = async <T>(
  options: ClusterOptions,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> => {
  const cluster = await openCluster(options)
  try {
    return await work(cluster)
  } finally {
    await cluster.close()
  }
}
