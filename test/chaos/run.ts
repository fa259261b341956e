import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClusterNode, openCluster } from '../cluster/cluster.js'
import { asApp, call, putUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { openClients } from './clients.js'
import { openNetwork } from './network.js'
import { openOutside } from './receiver.js'
import { findings, type Run, table, worstRecoveryMs } from './report.js'
import { createScreens } from './screens.js'
import { mostRecoveryMs, rage } from './storms.js'
import { prepareTriggers, startTriggers, type Triggers } from './triggers.js'
import { isWell, judge, settle, type Verdict } from './verdict.js'

export interface ChaosOptions {
  /** How long things go wrong. Before and after it takes about a minute each. */
  seconds: number
  users?: number
  /** Triggers a second. */
  rate?: number
  /** Hears what happens as it happens, a line at a time. */
  tell?: (line: string) => void
  /** Where nothing has moved for so long at the end, nothing will. Absent = 90 s, more than a dead worker's lease. */
  patienceMs?: number
  /** Before it is counted: whoever wants to see that it is. */
  meddle?: (databaseUrl: string) => Promise<void>
}

export interface ChaosResult {
  isWell: boolean
  worstRecoveryMs: number
  table: string
  findings: string
}

const lastOf = (node: ClusterNode, name: string): string => {
  const output = node.output().slice(-2_000)
  return output && `${name} printed last:\n${output}`
}

const saidOf = async (url: string, triggers: Triggers, verdict: Verdict): Promise<Map<string, unknown>> => {
  const said = new Map<string, unknown>()
  for (const { title } of [...verdict.lost, ...verdict.doubled].slice(0, 20)) {
    const id = triggers.all.get(title)?.answered?.requestId
    if (id === undefined || said.has(title)) continue
    said.set(title, await call(url, 'GET', `/v3/requests/${id}`, asApp).catch(String))
  }
  return said
}

/** A cluster under steady triggers and watched by clients, in which everything goes wrong, and then is well again. */
export const runChaos = (options: ChaosOptions): Promise<ChaosResult> =>
  inTemporaryFolder((folder) => run(options, folder))

const run = async (
  { seconds, users: count = 300, rate = 30, tell = () => undefined, ...options }: ChaosOptions,
  folder: string,
): Promise<ChaosResult> => {
  const random = createRandom(runSeed())
  tell(
    `chaos: seed ${random.seed}; a cluster, ${count} clients, ${rate} triggers a second, ${seconds} s of faults …`,
  )
  const longestMs = Math.max(8_000, Math.min(60_000, seconds * 200))
  const outside = await openOutside()
  const config = join(folder, 'chaos.config.json')
  await writeFile(config, JSON.stringify(outside.config))
  const cluster = await openCluster({ env: { INBOXKIT_CONFIG: config } })
  const network = await openNetwork(cluster.url, random.fork(1).next)
  const users = Array.from({ length: count }, (_, n) => `user-${n}`)
  const ends: (() => unknown)[] = [() => network.close(), () => cluster.close(), () => outside.close()]
  try {
    for (const user of users) await putUser(cluster.url, user)
    await prepareTriggers(cluster.url)
    const screens = createScreens(users)
    const clients = await openClients(network.url, users, { screens, random: random.fork(2), longestMs })
    ends.unshift(() => clients.close())
    const triggers = startTriggers({ url: network.url, users, rate }, screens, random.fork(3))
    tell('chaos: everybody is live; it begins')

    const startedAt = performance.now()
    const world = { cluster, network, random: random.fork(4), longestMs }
    const storms = await rage(world, screens, seconds * 1_000, ({ names, from, to, recoveryMs, wakingMs }) =>
      tell(
        `  ${((from - startedAt) / 1_000).toFixed(0).padStart(5)} s  ${names.join(', ')} for ` +
          `${((to - from) / 1_000).toFixed(1)} s; recovered after ` +
          `${recoveryMs === null ? 'the next' : `${(recoveryMs / 1_000).toFixed(1)} s`}; ` +
          `woken clients after ${(wakingMs / 1_000).toFixed(1)} s`,
      ),
    )
    tell('chaos: nothing is broken any more; waiting for the last, and counting …')
    await Promise.all([triggers.end(), clients.end()])
    const { url, postgres } = cluster
    const { patienceMs = 90_000 } = options
    const ended = { url, databaseUrl: postgres.url, triggers, clients, screens, outside, patienceMs }
    await settle(ended)
    await options.meddle?.(postgres.url)
    const verdict = await judge(ended)
    for (const { names } of storms.filter(({ recoveryMs }) => (recoveryMs ?? 0) >= mostRecoveryMs))
      verdict.faults.push(
        `${names.join(', ')}: ${mostRecoveryMs / 1_000} s later not everybody had what was due`,
      )
    verdict.faults.push(...cluster.proxy.mistakes)
    const nodes = [...cluster.apis, ...cluster.workers]
    const found: Run = {
      seed: random.seed,
      seconds,
      startedAt,
      sent: triggers.all,
      repeated: triggers.repeated(),
      clients: count,
      slept: clients.slept(),
      reads: [...clients.reads.values()].reduce((sum, { size }) => sum + size, 0),
      storms,
      verdict,
      said: await saidOf(url, triggers, verdict),
      outputs: nodes.map((node) => lastOf(node, node.role)),
    }
    return {
      isWell: isWell(verdict),
      worstRecoveryMs: worstRecoveryMs(storms),
      table: table(found),
      findings: findings(found),
    }
  } finally {
    for (const end of ends) await end()
  }
}
