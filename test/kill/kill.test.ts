import { setTimeout as delay } from 'node:timers/promises'
import { expect, inject, it } from 'vitest'
import { putUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { startServer } from '../kit/server-process.js'
import { createAddress } from './address.js'
import { holdAgainst, waitUntilDelivered } from './findings.js'
import { atRest, inspect } from './inspection.js'
import { createLedger, runReader, runSender } from './senders.js'

/** There are more where there is more time. */
const leastKills = 20
const chaosMs = inject('chaosMinutes') * 60_000
const senders = 8
const readers = 2
const leastAnswered = 2_000
const users = Array.from({ length: 40 }, (_, n) => `user-${n}`)

const title =
  'P1 P2: loses and doubles nothing that was answered when the embedded database is killed at work'
const test = (): Promise<void> =>
  inTemporaryFolder(async (dataDir) => {
    const random = createRandom(runSeed())
    const address = createAddress()
    const ledger = createLedger()
    /** By each kill: sends that were under way, and got no answer. */
    const brokenOff: number[] = []
    const delays: number[] = []
    let server = await startServer({ dataDir })
    await Promise.all(users.map((user) => putUser(server.url, user)))

    let isOver = false
    const party = (name: number) => ({
      address,
      ledger,
      users,
      random: random.fork(name),
      isOver: () => isOver,
    })
    const parties = Promise.all([
      ...Array.from({ length: senders }, (_, name) => runSender(party(name), name)),
      ...Array.from({ length: readers }, (_, name) => runReader(party(senders + name))),
    ])
    // A party that found a fault ends the test at once.
    const orFault = <T>(waiting: Promise<T>): Promise<T> =>
      Promise.race([waiting, parties.then(() => waiting)])

    const startedAt = performance.now()
    while (delays.length < leastKills || performance.now() - startedAt < chaosMs) {
      address.set(server.url)
      const delayMs = random.integer(50, 2_000)
      delays.push(delayMs)
      await orFault(delay(delayMs))
      const before = ledger.unanswered
      await server.kill()
      address.set(undefined)
      server = await orFault(startServer({ dataDir }))
      brokenOff.push(ledger.unanswered - before)
    }
    address.set(server.url)
    while (ledger.answered.size < leastAnswered) await orFault(delay(50))
    isOver = true
    await parties

    await waitUntilDelivered(server.url, ledger, 15_000)
    const { faults, ...found } = await holdAgainst(server.url, ledger, users)
    await server.stop()
    const left = await inspect(dataDir)

    console.log(
      `kill -9, seed ${random.seed}: ${delays.length} kills, ${Math.min(...delays)} to ${Math.max(...delays)} ms ` +
        `after ready, at least ${Math.min(...brokenOff)} sends under way at each; sent ${ledger.sent} (in ${ledger.requests} requests), ` +
        `answered ${ledger.answered.size}, retried ${ledger.retried}, repeated ${ledger.repeated}; ` +
        `reads ${[...ledger.read.values()].reduce((sum, { size }) => sum + size, 0)}; ` +
        `copies due ${found.due}, found ${found.found}, lost ${found.lost}, doubled ${found.doubled}`,
    )
    expect(faults).toEqual([])
    expect(found).toMatchObject({ found: found.due, lost: 0, doubled: 0, unknown: 0, unreadAgain: 0 })
    expect(left).toEqual({ ...atRest, triggers: ledger.answered.size })
    expect(brokenOff.filter((sends) => sends === 0)).toEqual([])
    expect(ledger.answered.size).toBeGreaterThanOrEqual(leastAnswered)
  })

it(title, test, chaosMs + 600_000)
