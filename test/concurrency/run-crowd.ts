import { setTimeout as delay } from 'node:timers/promises'
import type { FeedChanges } from '@inboxkit/protocol'
import { asUser, putUser, type UserApi } from '../kit/api.js'
import { listen } from '../kit/listener.js'
import type { Random } from '../kit/random.js'
import { catchUp, freshReplica, type Replica } from '../kit/replica.js'
import { type Crowd, createTally, type Tally } from './crowd.js'
import { runMarker } from './markers.js'
import { runReader } from './readers.js'
import { runSender } from './senders.js'
import { toldFaults } from './told.js'

export interface CrowdOptions {
  urls: readonly string[]
  users: readonly string[]
  senders: number
  markers: number
  readers: number
  lengthMs: number
  random: Random
  /** Runs beside the crowd; ends by itself when it is over. */
  beside?: (isOver: () => boolean, tally: Tally) => Promise<void>
  /** Resolves when every accepted send is in the feeds. */
  settled: () => Promise<void>
}

/** What was counted, and every `seq` that was told. `faults` is empty when all is well. */
export interface CrowdResult extends Tally {
  seqs: number
  replicas: number
}

/** Lets a crowd loose on the same users for a while, then holds everything against everything. */
export const runCrowd = async (options: CrowdOptions): Promise<CrowdResult> => {
  const { urls, users, random, settled, beside = () => Promise.resolve() } = options
  const [url = ''] = urls
  await Promise.all(users.map((user) => putUser(url, user)))
  const listeners = await Promise.all(
    users.flatMap((user) => urls.map(async (each) => ({ user, ...(await listen(each, user)) }))),
  )
  const tally = createTally()
  let isOver = false
  const loose = new Set(users.filter((_, at) => at % 5 === 0))
  const isLoose = (user: string): boolean => loose.has(user)
  const crowd: Crowd = { urls, users, isLoose, tally, isOver: () => isOver }
  const parties = (count: number, first: number): Random[] =>
    Array.from({ length: count }, (_, n) => random.fork(first + n))

  const working = Promise.all([
    ...parties(options.senders, 100).map((own) => runSender(crowd, own)),
    ...parties(options.markers, 200).map((own) => runMarker(crowd, own)),
    beside(crowd.isOver, tally),
  ])
  const reading = Promise.all(parties(options.readers, 300).map((own) => runReader(crowd, own)))
  await Promise.race([delay(options.lengthMs), working, reading])
  isOver = true
  await working
  const followed = (await reading).flatMap((replicas) => [...replicas])
  await settled()
  for (const user of users) await allAwake(asUser(url, user))

  let seqs = 0
  for (const user of users) {
    const fresh = await freshReplica(asUser(url, user))
    seqs += fresh.seq
    const theirs = listeners.filter((one) => one.user === user)
    const events = (): FeedChanges[] => theirs.flatMap((one) => one.events)
    if (!isLoose(user)) {
      await waitForEvent(events, fresh.seq)
      const faults = [
        ...toldFaults(once(events()), fresh.seq),
        ...theirs.flatMap((one) => repeats(one.events)),
      ]
      tally.faults.push(...faults.map((fault) => `${user}: told: ${fault}`))
    }
    for (const [, replica] of followed.filter(([name]) => name === user))
      tally.faults.push(...(await differences(replica, fresh, user, url)))
  }
  for (const { close } of listeners) close()
  return { ...tally, seqs, replicas: followed.length }
}

/** Every node tells its own sockets; what is too large for the line between them is told by one, and elsewhere by name. */
const once = (events: readonly FeedChanges[]): FeedChanges[] => [
  ...new Map(events.map((event) => [`${event.from} ${event.seq}`, event])).values(),
]

/** One socket hears everything once. */
const repeats = (events: readonly FeedChanges[]): string[] =>
  events.length === once(events).length ? [] : ['a socket heard the same twice']

const patienceMs = 5_000

/** What is snoozed comes back within seconds. */
const allAwake = async (user: UserApi): Promise<void> => {
  while ((await user.list({ limit: 1, filter: 'snoozed' })).data.length > 0) await delay(50)
}

/** What is told last may still be on its way; what never comes is found by whoever looks at the events. */
const waitForEvent = async (events: () => readonly FeedChanges[], seq: number): Promise<void> => {
  const startedAt = performance.now()
  while (!events().some((event) => event.seq === seq) && performance.now() - startedAt < patienceMs)
    await delay(10)
}

/** A replica that followed `changes` ends as one that has just read the list. */
const differences = async (
  replica: Replica,
  fresh: Replica,
  user: string,
  url: string,
): Promise<string[]> => {
  await catchUp(replica, asUser(url, user))
  return JSON.stringify(replica.items()) === JSON.stringify(fresh.items())
    ? []
    : [`${user}: a replica that followed changes does not show what the list shows`]
}
