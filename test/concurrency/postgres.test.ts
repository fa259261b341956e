import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createRandom, runSeed } from '../kit/random.js'
import { startServer } from '../kit/server-process.js'
import { audit, isSettled } from './audit.js'
import { connect, createDatabase } from './database.js'
import { countDeadlocks, runRepeater, runRuleBreaker } from './disturbers.js'
import { runCrowd } from './run-crowd.js'

const nodes = 4
const users = Array.from({ length: 50 }, (_, n) => `user-${n}`)

it('P3 P4: keeps seq dense, counts exact and snapshots whole with 4 workers and 8 markers on 50 users', async () => {
  const random = createRandom(runSeed())
  const database = await createDatabase()
  const { url, client } = database
  const encryptionKey = randomBytes(32).toString('base64')
  const servers = await Promise.all(
    Array.from({ length: nodes }, () => startServer({ database: { url, encryptionKey } })),
  )
  let audits = 0
  let deadlocksOfOthers = 0
  let repeated = 0
  try {
    const { faults, ...counted } = await runCrowd({
      urls: servers.map((server) => server.url),
      users,
      senders: 4,
      markers: 8,
      readers: 3,
      lengthMs: 20_000,
      random,
      async beside(isOver, tally) {
        const [breaker, repeater] = [await connect(url), await connect(url)]
        const breaking = runRuleBreaker(breaker, isOver, random.fork(1))
        const repeating = runRepeater(repeater, isOver, random.fork(2))
        for (; !isOver(); audits++) {
          tally.faults.push(...(await audit(client)))
          await delay(250)
        }
        deadlocksOfOthers = await breaking
        repeated = await repeating
        await Promise.all([breaker.end(), repeater.end()])
      },
      settled: () => expect.poll(() => isSettled(client), { timeout: 30_000 }).toBe(true),
    })
    faults.push(...(await audit(client)))
    const deadlocks = (await countDeadlocks(client)) - deadlocksOfOthers
    console.log(
      `concurrency on PostgreSQL, seed ${random.seed}: ${JSON.stringify({ ...counted, repeated, audits })}; ` +
        `${deadlocks} deadlocks met by servers, ${faults.length} faults`,
    )
    expect(faults.slice(0, 20)).toEqual([])
    expect(servers.map((server) => server.output()).join('\n')).not.toMatch(/"level":(50|60)/)
    expect(deadlocks).toBeGreaterThan(0)
  } finally {
    await Promise.all(servers.map((server) => server.kill()))
    await database.close()
  }
})
