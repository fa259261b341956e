import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { asUser, call, type Headers, listAll, putUser, send } from '../kit/api.js'
import { createRandom, runSeed } from '../kit/random.js'
import { apiKey, apiSecret } from '../kit/server-process.js'
import { type Database, databases, type Fleet, withFleet } from './fleet.js'
import { atRest } from './inspection.js'
import { untilAnswered } from './senders.js'

const asApp: Headers = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }
const count = 200
const numbers = Array.from({ length: count }, (_, n) => n)

/** A digest says how many it is of, and which. */
const template = { title: '{{batch.total}}:{{#each batch.items}} {{n}}{{/each}}' }
const publish = (url: string, identifier: string, batch: object): Promise<object> =>
  call(url, 'PUT', `/v3/workflows/${identifier}`, asApp, {
    name: identifier,
    steps: [
      { type: 'batch', key: '{{data.document}}', ...batch },
      { type: 'send', channel: 'inApp', template },
    ],
  })

const sendOne = (fleet: Fleet, workflow: string, n: number): Promise<unknown> =>
  untilAnswered(fleet, (url) =>
    send(
      url,
      {
        notification: { workflow: { identifier: workflow } },
        sendTo: { recipients: [workflow] },
        data: { n, document: 'one' },
      },
      `${workflow}-${n}`,
    ),
  )

const noConfig = (): object => ({})

interface Digest {
  total: number
  numbers: number[]
}

const readDigests = async (fleet: Fleet, user: string): Promise<Digest[]> => {
  const { data } = await listAll(asUser(await fleet.current(), user))
  return data.map(({ title }) => {
    const [total, ...said] = title.split(/:? /).map(Number)
    return { total: total ?? 0, numbers: said }
  })
}

const inOrder = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
const numbersIn = (digests: readonly Digest[]): number[] => digests.flatMap((digest) => digest.numbers)

/** Until each number is in a digest, or as many are that there is no hope. */
const waitForAll = async (fleet: Fleet, user: string, timeout: number): Promise<Digest[]> => {
  const look = async (): Promise<Digest[]> => {
    const digests = await readDigests(fleet, user)
    expect(numbersIn(digests).length).toBeGreaterThanOrEqual(count)
    return digests
  }
  return vi.waitFor(look, { timeout, interval: 250 })
}

const expectAllOnce = (digests: readonly Digest[]): void => {
  expect(inOrder(numbersIn(digests))).toEqual(numbers)
  for (const { total, numbers: said } of digests) expect(said).toHaveLength(total)
}

/** Longer than it takes to start again, on a busy machine as well: each send prolongs it. */
const windowSeconds = 60

const inOneDigest = async (database: Database): Promise<void> => {
  const random = createRandom(runSeed())
  await withFleet(database, noConfig, async (fleet) => {
    const url = await fleet.current()
    await publish(url, 'by-time', { for: windowSeconds, window: 'sliding', maxWait: '1h' })
    await publish(url, 'by-number', { for: '1h', max: count })
    for (const user of ['by-time', 'by-number']) await putUser(url, user)
    const startedAt = performance.now()
    const enoughAfter = random.integer(1, count)
    let left = enoughAfter
    let isEnough = (): void => undefined
    const enough = new Promise<void>((resolve) => {
      isEnough = resolve
    })
    const sendBoth = async (n: number): Promise<void> => {
      const both = ['by-time', 'by-number'].map((workflow) => sendOne(fleet, workflow, n))
      await Promise.all(both.map((one) => one.then(() => --left === 0 && isEnough())))
    }
    const sending = Promise.all(numbers.map(sendBoth))
    // In between, and when all are in and the bucket is still open.
    await Promise.race([enough, sending])
    await fleet.kill()
    await sending
    const allIn = await fleet.killAndLook()
    const sentMs = Math.round(performance.now() - startedAt)
    for (const user of ['by-number', 'by-time']) {
      const digests = await waitForAll(fleet, user, windowSeconds * 1000 + 180_000)
      expectAllOnce(digests)
      expect(digests).toHaveLength(1)
    }
    console.log(
      `digests on ${database}, seed ${random.seed}: 2 × ${count} sends at once in ${sentMs} ms, killed when ` +
        `${enoughAfter} were answered and when all were, one digest of ${count} each`,
    )
    expect(allIn).toMatchObject({ triggers: 2 * count })
    // Each send prolongs the one by time.
    expect(allIn.openBuckets).toBeGreaterThan(0)
    expect(await fleet.stop()).toEqual({ ...atRest, triggers: 2 * count })
  })
}

/** Sends come about every 50 ms, and a bucket takes those of a second. */
const lanes = 4
const pauseMs = 200
const straddleKills = 3

const overManyClosings = async (database: Database): Promise<void> => {
  const random = createRandom(runSeed())
  await withFleet(database, noConfig, async (fleet) => {
    const url = await fleet.current()
    await publish(url, 'stream', { for: 1 })
    await putUser(url, 'stream')
    const rest = [...numbers]
    const lane = async (): Promise<void> => {
      for (let n = rest.shift(); n !== undefined; n = rest.shift()) {
        await sendOne(fleet, 'stream', n)
        await delay(random.integer(0, 2 * pauseMs))
      }
    }
    const sending = Promise.all(Array.from({ length: lanes }, lane))
    for (let kill = 0; kill < straddleKills; kill++) {
      await delay(random.integer(300, 1_800))
      await fleet.kill()
    }
    await sending
    const digests = await waitForAll(fleet, 'stream', 180_000)
    expectAllOnce(digests)
    const sizes = digests.map(({ total }) => total)
    console.log(
      `digests on ${database}, seed ${random.seed}: ${count} sends over ${digests.length} closings and ` +
        `${straddleKills} kills, ${Math.min(...sizes)} to ${Math.max(...sizes)} in a digest, each in one`,
    )
    expect(digests.length).toBeGreaterThan(3)
    expect(await fleet.stop()).toEqual({ ...atRest, triggers: count })
  })
}

it.concurrent.each(databases)(
  'P1 P2: 200 sends at once are one digest of 200, through kill -9, on %s',
  inOneDigest,
)
it.concurrent.each(databases)(
  'P1 P2: a send that comes as a bucket closes is in exactly one digest, on %s',
  overManyClosings,
)
