import { expect, it } from 'vitest'
import { asUser, send } from '../kit/api.js'
import { createRandom, runSeed } from '../kit/random.js'
import { startServer } from '../kit/server-process.js'
import { runCrowd } from './run-crowd.js'

const users = Array.from({ length: 20 }, (_, n) => `user-${n}`)

it('P3 P4: keeps seq dense, counts exact and snapshots whole on the embedded database', async () => {
  const random = createRandom(runSeed())
  const server = await startServer({ dataDir: 'memory' })
  try {
    const { faults, ...counted } = await runCrowd({
      urls: [server.url],
      users,
      senders: 2,
      markers: 4,
      readers: 2,
      lengthMs: 8_000,
      random,
      settled: () => feedsAreAtRest(server.url),
    })
    console.log(
      `concurrency on PGlite, seed ${random.seed}: ${JSON.stringify(counted)}; ${faults.length} faults`,
    )
    expect(faults.slice(0, 20)).toEqual([])
  } finally {
    await server.kill()
  }
})

/** Triggers are worked off in order: a last one that has arrived everywhere has none before it. */
const feedsAreAtRest = async (url: string): Promise<void> => {
  await send(url, { notification: { title: 'the last' }, sendTo: { recipients: users } })
  for (const user of users)
    await expect
      .poll(async () => (await asUser(url, user).list({ limit: 50 })).data.map(({ title }) => title), {
        timeout: 30_000,
      })
      .toContain('the last')
}
