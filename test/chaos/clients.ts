import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createInbox, type Inbox } from '@inboxkit/core'
import { eventually } from '../cluster/program.js'
import type { Random } from '../kit/random.js'
import { apiKey } from '../kit/server-process.js'
import { createMachine, type Machine, sleeps } from './machine.js'
import type { Screens } from './screens.js'

/** Somebody who looks at an inbox, with the client that everybody has. */
export interface Client {
  readonly user: string
  readonly inbox: Inbox
  readonly machine: Machine
}

export interface Clients {
  readonly all: readonly Client[]
  /** How often one went to sleep. */
  slept(): number
  /** Per user: items that were read here, and what came of it. */
  readonly reads: ReadonlyMap<string, ReadonlySet<number>>
  /** Reads that were taken back. */
  readonly faults: readonly string[]
  /** Nobody sleeps or reads any more. Resolves once every read is answered; after 120 s it is a fault that some are not. */
  end(): Promise<void>
  close(): void
}

/** How long after the end answers may take. */
const lastMs = 120_000
/** So many come at a time. */
const atOnce = 25

const open = async (url: string, user: string, screens: Screens): Promise<Client> => {
  const machine = createMachine()
  const inbox = createInbox({ baseUrl: url, apiKey, userId: user, ...machine.world })
  const feed = inbox.feed()
  const known = new Set<number>()
  feed.subscribe(() => {
    for (const id of feed.get().ids) {
      const title = known.has(id) ? undefined : inbox.item(id).get()?.title
      if (title === undefined) continue
      known.add(id)
      screens.show(user, title)
    }
  })
  inbox.counts.subscribe(() => undefined)
  await eventually(`${user} is live`, async () => {
    const { kind } = inbox.connection.get()
    if (kind !== 'live') throw new Error(kind)
  })
  return { user, inbox, machine }
}

/** All of them live. From here on some sleep and wake, and some read, until the end. */
export const openClients = async (
  url: string,
  users: readonly string[],
  { screens, random, longestMs }: { screens: Screens; random: Random; longestMs: number },
): Promise<Clients> => {
  const all: Client[] = []
  for (let at = 0; at < users.length; at += atOnce)
    all.push(...(await Promise.all(users.slice(at, at + atOnce).map((user) => open(url, user, screens)))))

  const over = new AbortController()
  // Everybody who sleeps listens.
  setMaxListeners(0, over.signal)
  let slept = 0
  const reads = new Map<string, Set<number>>(users.map((user) => [user, new Set()]))
  const faults: string[] = []
  const reading = new Set<Promise<void>>()
  /** Or until it is over. */
  const pause = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: over.signal }).catch(() => undefined)
  const anyAwake = (own: Random): Client | undefined => {
    const one = own.pick(all)
    return one.machine.isAwake() ? one : undefined
  }

  const sleepOnce = async ({ user, machine }: Client, own: Random): Promise<void> => {
    slept++
    screens.sleep(user)
    machine.sleep(own.pick(sleeps))
    await pause(own.next() < 0.1 ? own.integer(10_000, 5 * longestMs) : own.integer(500, 10_000))
    screens.wake(user)
    machine.wake()
  }
  const sleepers = async (own: Random): Promise<void> => {
    const asleep: Promise<void>[] = []
    while (!over.signal.aborted) {
      await pause(own.integer(100, 500))
      const one = anyAwake(own)
      if (one && !over.signal.aborted) asleep.push(sleepOnce(one, own))
    }
    await Promise.all(asleep)
  }
  const readers = async (own: Random): Promise<void> => {
    while (!over.signal.aborted) {
      await pause(own.integer(50, 250))
      const one = anyAwake(own)
      const read = reads.get(one?.user ?? '')
      const id = one?.inbox
        .feed()
        .get()
        .ids.find((known) => !read?.has(known) && own.next() < 0.3)
      if (!one || !read || id === undefined) continue
      read.add(id)
      const done: Promise<void> = one.inbox.markRead(id).then(
        () => void reading.delete(done),
        (error: unknown) => void faults.push(`${one.user}: reading ${id} was taken back: ${String(error)}`),
      )
      reading.add(done)
    }
  }
  const living = Promise.all([sleepers(random.fork(1)), readers(random.fork(2))])

  return {
    all,
    slept: () => slept,
    reads,
    faults,
    async end() {
      over.abort()
      await living
      const until = performance.now() + lastMs
      while (reading.size > 0 && faults.length === 0 && performance.now() < until) await delay(50)
      if (reading.size > 0) faults.push(`${reading.size} reads were never answered`)
    },
    close() {
      for (const { inbox } of all) inbox.close()
    },
  }
}
