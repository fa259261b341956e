import { clientProblem, type Problem } from '@inboxkit/protocol'
import type { FeedStore } from './feed/feed-store.js'
import type { Sync } from './feed/sync.js'
import type { Identity } from './identity.js'
import type { Focus } from './platform/focus.js'
import type { Online } from './platform/online.js'
import { isIdentityProblem, isTokenProblem } from './transport/problems.js'
import { next, type RealtimeEvent, type RealtimeState } from './transport/realtime.js'
import { type Patience, toProblem } from './transport/retry.js'
import { openSocket, type SocketFactory } from './transport/socket.js'

/** Keeps a client connected for as long as somebody listens: the realtime state machine and what it does. */
export interface Session {
  start(): void
  stop(): void
  /** Somebody wants it to work now. */
  nudge(): void
  /** Some request was refused; if that says that we are not welcome, the connection ends too. */
  reject(problem: Problem): void
}

interface SessionOptions {
  baseUrl: string
  identity: Identity
  store: FeedStore
  sync: Sync
  patience: Patience
  online: Online
  focus: Focus
  socket: SocketFactory | undefined
  /** Loads the first page. Called until it works, then never again. */
  connect(): Promise<void>
  /** Waits elsewhere may end: there is hope. */
  wake(): void
  /** The page is being left, perhaps for good. */
  onHidden(): void
  /** The connection waits, or is refused. */
  onFailed(problem: Problem): void
}

/** Beacons come every 20 s: after this long without a word we have slept, or the socket is dead. */
const silenceMs = 30_000

export const createSession = ({
  baseUrl,
  identity,
  store,
  sync,
  patience: { clock, random },
  online,
  focus,
  socket,
  connect,
  wake,
  onHidden,
  onFailed,
}: SessionOptions): Session => {
  let state: RealtimeState = { kind: 'idle' }
  /** Ends what the state has begun: a socket, a wait, listening. What an earlier state still brings is void. */
  let leave: () => void = () => {}
  let stopListening: (() => void) | undefined
  let heardAt = 0
  let token: string | undefined
  let isRenewed = false

  const send = (event: RealtimeEvent): void => {
    const before = state
    state = next(state, event)
    if (state === before) return
    const { kind } = state
    if (kind !== 'live') leave()
    if (state.kind === 'waiting') leave = clock.setTimeout(nudge, state.retryAt - clock.now())
    store.state.setState({ connection: state })
    if (state.kind === 'waiting' || state.kind === 'refused') onFailed(state.reason)
    if (kind === 'connecting') open()
    if (kind === 'live') {
      isRenewed = false
      sync.ensure(true)
    }
    if (kind === 'live' || (kind === 'connecting' && online.isOnline())) wake()
  }

  const nudge = (): void => send({ kind: 'retry', now: clock.now() })

  const fail = (reason: Problem, isFinal = !reason.retryable): void =>
    send({ kind: 'failed', reason, isFinal, now: clock.now(), random: random() })

  /** A socket is refused without a second try of its own, so a token gets its second chance here. */
  const failSocket = (reason: Problem): void => {
    const isRenewing = isTokenProblem(reason) && identity.canRenew && !isRenewed
    if (isRenewing) {
      isRenewed = true
      identity.expire(token)
    }
    fail(reason, !isRenewing && !reason.retryable)
  }

  const open = (): void => {
    let isCurrent = true
    let close: (() => void) | undefined
    leave = () => {
      isCurrent = false
      close?.()
    }
    const hear =
      <Event>(take: (event: Event) => void) =>
      (event: Event): void => {
        if (!isCurrent) return
        heardAt = clock.now()
        take(event)
      }
    const run = async (): Promise<void> => {
      if (store.head()) sync.catchUp()
      else await connect()
      token = await identity.token()
      if (!isCurrent) return
      const { apiKey, userId } = identity
      close = await openSocket(
        baseUrl,
        { protocol: 1, apiKey, userId, token },
        {
          onOpen: hear<void>(() => send({ kind: 'opened', now: clock.now() })),
          onClose: hear(failSocket),
          onFeed: hear(sync.hearEvent),
          onBeacon: hear(sync.hearBeacon),
        },
        socket,
      )
      if (!isCurrent) close()
    }
    run().catch((error: unknown) => isCurrent && fail(toProblem(error)))
  }

  const onOnline = (): void => (online.isOnline() ? nudge() : fail(clientProblem('offline')))
  const onFocus = (): void => {
    if (!focus.isVisible()) onHidden()
    else if (state.kind !== 'live') nudge()
    else if (clock.now() - heardAt > silenceMs) sync.catchUp()
  }

  return {
    start() {
      if (stopListening) return
      const stopOnline = online.subscribe(onOnline)
      const stopFocus = focus.subscribe(onFocus)
      stopListening = () => {
        stopListening = undefined
        stopOnline()
        stopFocus()
      }
      sync.start()
      send({ kind: 'start' })
    },
    stop() {
      stopListening?.()
      sync.stop()
      send({ kind: 'stop' })
    },
    nudge,
    reject: (reason) => {
      if (isIdentityProblem(reason)) fail(reason, true)
    },
  }
}
