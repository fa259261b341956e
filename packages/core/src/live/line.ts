import { type Beacon, clientProblem, type FeedChanges, Problem, type SettingsEvent } from '@inboxkit/protocol'
import type { Browser, Channel, Locks } from '../platform/browser.js'
import type { Clock } from '../platform/clock.js'
import type { SocketEvents } from './socket.js'
import { tryTo } from './try-to.js'

/**
 * How a line ended. `own`: by what the server or the network did to this tab. `handed`: another tab says so, and it
 * may be that tab's own trouble. `stale`: it has been dead for long and nobody knew, because the machine slept.
 */
export type Closing = 'own' | 'handed' | 'stale'

export interface LineEvents {
  /** Events come from here on. May be said again, when another tab has taken over. */
  onOpen(): void
  onClose(reason: Problem, how: Closing): void
  onFeed(event: FeedChanges): void
  onBeacon(beacon: Beacon): void
  onSettings(event: SettingsEvent): void
}

/**
 * A tab's end of the one connection that all tabs of a user share. The tab that holds the lock has the socket, and
 * hands on what it hears; the others wait for the lock and listen.
 */
export interface Line {
  /** Begins to listen, by whatever road. One at a time. Returns what ends it, without a word to its events. */
  join(events: LineEvents): () => void
  /** Somebody looks: makes sure that what we listen to is alive. */
  check(): void
  isLeading(): boolean
  close(): void
}

interface LineOptions {
  /** The same for all tabs of one user, and for no others. */
  name: string
  browser: Browser
  clock: Clock
  isVisible(): boolean
  /** Opens a socket. Returns what closes it. */
  open(events: SocketEvents): () => void
  /** Another tab has come through, while this one is not even trying. */
  onHope(): void
}

/** A Problem, as it survives being handed on. */
type Reason = Pick<Problem, 'code' | 'status' | 'title' | 'retryable' | 'retryAfterMs' | 'message'>

const problemOf = (reason: Reason): Problem => {
  const { retryAfterMs, message: detail } = reason
  return new Problem(reason.code, reason, retryAfterMs === undefined ? { detail } : { detail, retryAfterMs })
}

/** What tabs say to each other. */
type Said =
  | { kind: 'ask' }
  | { kind: 'opening' }
  | { kind: 'live'; beacon: Beacon | undefined }
  | { kind: 'closed'; reason: Reason }
  | { kind: 'event'; name: string; payload: unknown }

/** One join. */
interface Attempt {
  readonly events: LineEvents
  /** Ends the wait for the lock. */
  waits: AbortController
  role: 'following' | 'leading'
  isLive: boolean
  heardAt: number
  /** Where the feed stood when we heard of it last. */
  beacon: Beacon | undefined
  /** When we asked whether somebody is there; `undefined` = we know. */
  askedAt: number | undefined
  release?: () => void
  closeSocket?: () => void
}

/** Beacons come every 20 s: after this long without a word the socket is dead, or the tab that has it. */
const silenceMs = 30_000
/** After so long it has been dead for a while. */
const staleMs = 60_000
/** A tab that is awake answers at once. */
const answerMs = 3000

/** In a turn of its own, which does not come later in a hidden tab, as timers do. */
const soon = (run: () => void): void => {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', () => {
    port1.close()
    run()
  })
  port1.start()
  port2.postMessage(0)
}

const isHead = (payload: unknown): payload is Beacon => {
  const { epoch, seq } = (payload ?? {}) as Partial<Beacon>
  return typeof epoch === 'string' && typeof seq === 'number'
}
const isChanges = (payload: unknown): payload is FeedChanges => {
  if (!isHead(payload)) return false
  const { from, changes, counts, marks } = payload as Partial<FeedChanges>
  return typeof from === 'number' && Array.isArray(changes) && Boolean(counts && marks)
}

export const createLine = ({ name, browser, clock, isVisible, open, onHope }: LineOptions): Line => {
  const locks: Locks | undefined = tryTo(() => browser.locks())
  const channel: Channel | undefined = locks && tryTo(() => browser.openChannel(name))
  let current: Attempt | undefined
  let cancelTimer: (() => void) | undefined

  const say = (said: Said): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin
    tryTo(() => channel?.postMessage(said))
  }
  const lookIn = (inMs: number): void => {
    cancelTimer?.()
    cancelTimer = clock.setTimeout(look, inMs)
  }

  const end = (): Attempt['release'] => {
    const ended = current
    current = undefined
    cancelTimer?.()
    ended?.waits.abort()
    ended?.closeSocket?.()
    return ended?.release
  }
  /** What ends us while we lead ends all that listen to us. */
  const fail = (one: Attempt, reason: Problem, how: Closing): void => {
    const { code, status, title, retryable, retryAfterMs, message } = reason
    if (one.role === 'leading')
      say({ kind: 'closed', reason: { code, status, title, retryable, retryAfterMs, message } })
    const release = end()
    // The others hear of it first, so that they don't all try the same in turn.
    if (release) soon(release)
    one.events.onClose(reason, how)
  }

  const hearSign = (one: Attempt): void => {
    one.heardAt = clock.now()
    one.askedAt = undefined
  }
  const become = (one: Attempt): void => {
    lookIn(silenceMs)
    one.isLive = true
    one.events.onOpen()
  }
  const take = (one: Attempt, kind: string, payload: unknown): void => {
    const { onFeed, onBeacon, onSettings } = one.events
    if (isHead(payload)) one.beacon = { epoch: payload.epoch, seq: payload.seq }
    if (kind === 'feed' && isChanges(payload)) onFeed(payload)
    else if (kind === 'beacon' && isHead(payload)) onBeacon(payload)
    else if (kind === 'settings') onSettings(payload as SettingsEvent)
  }

  const silenceOf = ({ heardAt }: Attempt): number => clock.now() - heardAt
  const failSilent = (one: Attempt): void =>
    fail(one, clientProblem('offline'), silenceOf(one) >= staleMs ? 'stale' : 'own')

  const ask = (one: Attempt): void => {
    one.askedAt = clock.now()
    say({ kind: 'ask' })
    lookIn(answerMs)
  }
  /** What is to be done when time has passed. */
  const look = (): void => {
    const one = current
    if (!one) return
    const { askedAt, isLive, role } = one
    const isUnanswered = askedAt !== undefined && isVisible()
    // A timer that comes late says that we slept, not that the others do.
    if (isUnanswered && clock.now() - askedAt < 2 * answerMs) request(one, true)
    else if (isLive && silenceOf(one) >= silenceMs) failSilent(one)
    else if (role === 'following' && (isUnanswered || !isLive)) ask(one)
    else lookIn(Math.max(answerMs, silenceMs - silenceOf(one)))
  }

  const lead = (one: Attempt): void => {
    one.role = 'leading'
    hearSign(one)
    lookIn(silenceMs)
    say({ kind: 'opening' })
    one.closeSocket = open({
      onOpen: () => {
        hearSign(one)
        say({ kind: 'live', beacon: undefined })
        become(one)
      },
      onClose: (reason) => fail(one, reason, 'own'),
      onEvent(kind, payload) {
        hearSign(one)
        say({ kind: 'event', name: kind, payload })
        take(one, kind, payload)
      },
    })
  }
  const follow = (one: Attempt): void => {
    one.role = 'following'
    one.closeSocket?.()
    request(one, false)
    ask(one)
  }

  /** Waits for the lock, or takes it from a tab that does not answer, and leads for as long as we have it. */
  const request = (one: Attempt, steal: boolean): void => {
    one.waits.abort()
    const { signal } = (one.waits = new AbortController())
    let isHeld = false
    const hold = (): Promise<void> =>
      new Promise((release) => {
        if (current !== one) return release()
        isHeld = true
        one.release = release
        lead(one)
      })
    const asked = tryTo(() => locks?.request(name, steal ? { steal } : { signal }, hold))
    Promise.resolve(asked ?? Promise.reject(new Error('No locks'))).catch((error: unknown) => {
      if (current !== one || (!isHeld && signal.aborted)) return
      // Somebody has robbed us. Or there is nothing here to share, and each tab is alone.
      if ((error as Error).name === 'AbortError') follow(one)
      else lead(one)
    })
  }

  const hear = (one: Attempt, said: Said): void => {
    if (one.role === 'leading') {
      if (said.kind !== 'ask') return
      // Time has stood still for us.
      if (one.isLive && silenceOf(one) >= silenceMs) failSilent(one)
      else say(one.isLive ? { kind: 'live', beacon: one.beacon } : { kind: 'opening' })
      return
    }
    if (said.kind === 'ask') return
    hearSign(one)
    if (said.kind === 'closed') return fail(one, problemOf(said.reason), 'handed')
    if (said.kind === 'opening') return
    if (said.kind === 'live' || !one.isLive) become(one)
    if (said.kind === 'live' && said.beacon) one.events.onBeacon(said.beacon)
    if (said.kind === 'event') take(one, said.name, said.payload)
  }

  channel?.addEventListener('message', ({ data }: { data: Said }) => {
    if (current) hear(current, data)
    else if (data.kind === 'live') onHope()
  })

  return {
    join(events) {
      end()?.()
      const one: Attempt = {
        events,
        waits: new AbortController(),
        role: 'following',
        isLive: false,
        heardAt: clock.now(),
        beacon: undefined,
        askedAt: undefined,
      }
      current = one
      if (channel) follow(one)
      else lead(one)
      return () => {
        if (current === one) end()?.()
      }
    },
    check() {
      if (current?.role === 'following') ask(current)
      else if (current) look()
    },
    isLeading: () => current?.role === 'leading',
    close() {
      end()?.()
      channel?.close()
    },
  }
}
