import type { Beacon } from '@inboxkit/protocol'
import type { Clock } from '../clock.js'
import type { Log } from '../log.js'
import type { Connection, Connections } from './connections.js'
import type { RealtimeOptions, UserHead } from './types.js'

export interface Beacons {
  /** Tells a socket that has just joined where its feed stands. */
  hello(connection: Connection): void
  /** Tells all of them, out of turn. */
  now(): void
  close(): void
}

interface Sources {
  connections: Connections
  readHeads: RealtimeOptions['readHeads']
  clock: Clock
  log: Log
  intervalMs: number
}

/** Told in one go, which takes some milliseconds: whoever asks for something just then waits for them. */
const usersAtOnce = 100
/** Between one go and the next, ms; less where all could not be told in a quarter of the interval. */
const longestPauseMs = 25

const toBeacon = ({ epoch, seq, counts }: UserHead): Beacon => ({ epoch, seq, counts })

/**
 * Tells our sockets of this node where their feeds stand: after joining, and again every `intervalMs`, so that a lost
 * event is noticed. That is not done in one go, so that thousands of sockets are never a stop for everybody else.
 * Whoever joins while a hello is being read shares the next.
 */
export const createBeacons = ({ connections, readHeads, clock, log, intervalMs }: Sources): Beacons => {
  let newcomers = new Set<Connection>()
  let isGreeting = false
  let isSweeping = false
  let isWanted = false
  let isClosed = false

  const greet = async (): Promise<void> => {
    if (isGreeting) return
    isGreeting = true
    while (newcomers.size > 0) {
      const greeted = newcomers
      newcomers = new Set()
      await greetAll(greeted)
    }
    isGreeting = false
  }

  const greetAll = async (greeted: Set<Connection>): Promise<void> => {
    try {
      const heads = await readHeads([...new Set([...greeted].map(({ userId }) => userId))])
      const byUser = new Map(heads.map((head) => [head.userId, toBeacon(head)]))
      for (const { socket, userId } of greeted) {
        const beacon = byUser.get(userId)
        if (beacon) socket.emit('beacon', beacon)
      }
    } catch (err) {
      log.error({ err }, 'sockets that joined were not told where their feeds stand; the next beacon will')
    }
  }

  const pause = (ms: number): Promise<void> => new Promise((resume) => void clock.after(ms, resume))

  const sweep = async (): Promise<void> => {
    const userIds = connections.usersOf('own')
    if (isSweeping || userIds.length === 0) return
    isSweeping = true
    const pauseMs = Math.min(longestPauseMs, (intervalMs * usersAtOnce) / userIds.length / 4)
    try {
      for (let from = 0; from < userIds.length; from += usersAtOnce) {
        if (from > 0) await pause(pauseMs)
        if (isClosed) return
        for (const head of await readHeads(userIds.slice(from, from + usersAtOnce)))
          connections.emit(head.userId, 'own', 'beacon', toBeacon(head))
      }
    } catch (err) {
      log.error({ err }, 'a beacon was left out')
    } finally {
      isSweeping = false
      // Whoever asked meanwhile may know of something newer than was read.
      if (isWanted && !isClosed) now()
    }
  }

  const now = (): void => {
    isWanted = isSweeping
    if (!isSweeping) void sweep()
  }

  const stop = clock.every(intervalMs, () => void sweep())
  return {
    hello: (connection) => {
      newcomers.add(connection)
      void greet()
    },
    now,
    close: () => {
      isClosed = true
      stop()
    },
  }
}
