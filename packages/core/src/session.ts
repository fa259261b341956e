import { clientProblem, type Problem, type SettingsEvent } from '@inboxkit/protocol'
import type { FeedStore } from './feed/feed-store.js'
import type { Sync } from './feed/sync.js'
import type { Identity } from './identity.js'
import type { Live } from './live/index.js'
import type { Closing } from './live/line.js'
import type { Browser } from './platform/browser.js'
import type { Focus } from './platform/focus.js'
import type { Online } from './platform/online.js'
import { isIdentityProblem, isTokenProblem, toProblem } from './transport/problems.js'
import { next, type RealtimeEvent, type RealtimeState } from './transport/realtime.js'
import type { Patience } from './transport/retry.js'

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
  identity: Identity
  store: FeedStore
  sync: Sync
  patience: Patience
  online: Online
  focus: Focus
  browser: Browser
  openLive(onHope: () => void): Live
  /** Loads the first page. Called until it works, then never again. */
  connect(): Promise<void>
  /** Waits elsewhere may end: there is hope. */
  wake(): void
  /** The page is being left, perhaps for good. */
  onHidden(): void
  /** The connection waits, or is refused. */
  onFailed(problem: Problem): void
  onSettings(event: SettingsEvent): void
}

export const createSession = ({
  identity,
  store,
  sync,
  patience: { clock, random },
  online,
  focus,
  browser,
  openLive,
  connect,
  wake,
  onHidden,
  onFailed,
  onSettings,
}: SessionOptions): Session => {
  let state: RealtimeState = { kind: 'idle' }
  /** Ends what the state has begun: a line, a wait. What an earlier state still brings is void. */
  let leave: () => void = () => {}
  let stopListening: (() => void) | undefined
  let live: Live | undefined
  let isConnected = false
  let isRenewed = false
  /** Whether a request of the last try got through: then its socket was what failed, and the same is likely now. */
  let hasAnswered = false

  const send = (event: RealtimeEvent): void => {
    const before = state
    state = next(state, event)
    const { kind } = state
    if (kind === before.kind) return
    if (kind !== 'live') leave()
    if ('retryAt' in state) leave = clock.setTimeout(nudge, state.retryAt - clock.now())
    // While requests get through, one more try is nothing new.
    if (kind !== 'connecting' || before.kind !== 'polling') store.state.setState({ connection: state })
    if ('reason' in state) onFailed(state.reason)
    if (kind === 'connecting') open()
    if (kind === 'live') {
      isRenewed = false
      sync.ensure(true)
    }
    if (kind === 'live' || kind === 'polling' || (kind === 'connecting' && online.isOnline())) wake()
  }

  const nudge = (): void => send({ kind: 'retry', now: clock.now() })

  const fail = (reason: Problem, isFinal = !reason.retryable, isAnswered = false): void =>
    send({ kind: 'failed', reason, isFinal, isAnswered, now: clock.now(), random: random() })

  const closeLive = (): void => {
    live?.close()
    live = undefined
  }

  const open = (): void => {
    let isCurrent = true
    let isAnswered = hasAnswered
    hasAnswered = false
    let end: (() => void) | undefined
    leave = () => {
      isCurrent = false
      end?.()
    }
    /** A request has got through, perhaps after the socket has not. */
    const answer = (): void => {
      isAnswered = hasAnswered = true
      if (leave === wait) send({ kind: 'answered' })
    }
    /** What ends the wait after this try. */
    let wait: (() => void) | undefined
    const onClose = (reason: Problem, how: Closing): void => {
      // Another tab's token says nothing about ours: we find out by ourselves.
      const isOwn = how !== 'handed'
      // A socket is refused without a second try of its own, so a token gets its second chance here.
      const isRenewing = isOwn && isTokenProblem(reason) && identity.canRenew && !isRenewed
      if (isRenewing) {
        isRenewed = true
        identity.expire(live?.token())
      }
      fail(reason, isOwn && !isRenewing && !reason.retryable, isAnswered)
      wait = leave
      if (how === 'stale') nudge()
    }
    const run = async (): Promise<void> => {
      const line = live ?? openLive(nudge)
      live = line
      if (isConnected) void sync.catchUp().then(answer)
      else {
        await connect()
        isConnected = isAnswered = hasAnswered = true
      }
      if (!isCurrent) return
      end = line.join({
        onOpen() {
          // From here on requests are not made with each try, so we don't know about them.
          isAnswered = hasAnswered = false
          send({ kind: 'opened', now: clock.now() })
        },
        onClose,
        onFeed: sync.hearEvent,
        onBeacon: sync.hearBeacon,
        onSettings,
      })
    }
    run().catch((error: unknown) => isCurrent && fail(toProblem(error), undefined, isAnswered))
  }

  const onOnline = (): void => (online.isOnline() ? nudge() : fail(clientProblem('offline')))
  const onFocus = (): void => {
    if (!focus.isVisible()) onHidden()
    else {
      nudge()
      live?.check()
    }
  }
  /** A page in the back/forward cache would keep its lock, and its socket would keep it out of that cache. */
  const onPage = (isShown: boolean): void => {
    if (isShown) resume()
    else {
      onHidden()
      pause()
    }
  }

  const resume = (): void => {
    sync.start()
    send({ kind: 'start' })
  }
  const pause = (): void => {
    sync.stop()
    send({ kind: 'stop' })
    closeLive()
  }

  return {
    start() {
      if (stopListening) return
      const stops = [online.subscribe(onOnline), focus.subscribe(onFocus), browser.subscribePage(onPage)]
      stopListening = () => {
        stopListening = undefined
        for (const stop of stops) stop()
      }
      resume()
    },
    stop() {
      stopListening?.()
      pause()
    },
    nudge,
    reject: (reason) => {
      if (isIdentityProblem(reason)) fail(reason, true)
    },
  }
}
