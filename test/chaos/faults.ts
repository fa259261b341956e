import { setTimeout as delay } from 'node:timers/promises'
import type { Cluster, ClusterNode } from '../cluster/cluster.js'
import type { Random } from '../kit/random.js'
import type { Network } from './network.js'

export interface FaultWorld {
  cluster: Cluster
  network: Network
  random: Random
  /** No fault lasts longer, milliseconds. */
  longestMs: number
}

/** Something that goes wrong, and is well again when its promise resolves. */
export interface Fault {
  readonly name: string
  /** Whom it concerns: two at a time never concern the same. */
  readonly what: 'api' | 'worker' | 'redis' | 'postgres' | 'network'
  happen(world: FaultWorld): Promise<void>
}

/** As whatever looks after processes does it: one that ends before it is ready, since it misses something, is started anew. */
const startAgain = async (node: ClusterNode): Promise<void> => {
  for (let tries = 0; ; tries++)
    try {
      return await node.start()
    } catch (error) {
      if (tries === 60) throw error
      await delay(500)
    }
}

interface Nodes {
  what: 'api' | 'worker'
  /** Absent = one of them. */
  isAll?: boolean
}

const chosen = ({ cluster, random }: FaultWorld, { what, isAll = false }: Nodes): readonly ClusterNode[] => {
  const nodes = what === 'api' ? cluster.apis : cluster.workers
  return isAll ? nodes : [random.pick(nodes)]
}

const lasts = ({ random, longestMs }: FaultWorld, from: number, to: number): Promise<void> =>
  delay(random.integer(from, Math.min(to, longestMs)))

const killed = (name: string, whom: Nodes): Fault => ({
  name,
  what: whom.what,
  async happen(world) {
    const nodes = chosen(world, whom)
    await Promise.all(nodes.map((node) => node.kill()))
    await lasts(world, 0, 4_000)
    await Promise.all(nodes.map(startAgain))
  },
})

const paused = (name: string, whom: Nodes): Fault => ({
  name,
  what: whom.what,
  async happen(world) {
    const nodes = chosen(world, whom)
    for (const node of nodes) node.pause()
    // Also for longer than its jobs wait for a sign of life from it.
    await lasts(world, 500, 20_000)
    for (const node of nodes) node.resume()
  },
})

const restarted = (what: 'redis' | 'postgres', name: string): Fault => ({
  name,
  what,
  async happen(world) {
    await world.cluster[what]?.kill()
    await lasts(world, 0, 5_000)
    await world.cluster[what]?.start()
  },
})

const stopped = (what: 'redis' | 'postgres', name: string): Fault => ({
  name,
  what,
  async happen(world) {
    world.cluster[what]?.pause()
    await lasts(world, 500, 10_000)
    world.cluster[what]?.resume()
  },
})

const bad = (name: string, happen: Fault['happen']): Fault => ({ name, what: 'network', happen })

export const allFaults: readonly Fault[] = [
  killed('api node killed', { what: 'api' }),
  killed('all api nodes killed', { what: 'api', isAll: true }),
  paused('api node paused', { what: 'api' }),
  paused('all api nodes paused', { what: 'api', isAll: true }),
  killed('worker killed', { what: 'worker' }),
  killed('all workers killed', { what: 'worker', isAll: true }),
  paused('worker paused', { what: 'worker' }),
  paused('all workers paused', { what: 'worker', isAll: true }),
  restarted('redis', 'Redis killed'),
  stopped('redis', 'Redis paused'),
  restarted('postgres', 'PostgreSQL killed'),
  stopped('postgres', 'PostgreSQL paused'),
  bad('connections dropped', async (world) => {
    for (let times = world.random.integer(1, 4); times > 0; times--) {
      world.network.drop(world.random.pick([0.1, 0.5, 1]))
      await lasts(world, 200, 2_000)
    }
  }),
  bad('connections delayed', async (world) => {
    world.network.slow(world.random.integer(50, 800))
    await lasts(world, 2_000, 10_000)
    world.network.slow(0)
  }),
  bad('connections halved', async (world) => {
    const halved = world.network.halve(world.random.pick([0.1, 0.3, 0.6]))
    // Also for longer than a socket waits for a sign of life.
    await lasts(world, 2_000, world.random.next() < 0.3 ? 60_000 : 10_000)
    halved.end()
  }),
]
