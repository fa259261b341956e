import { Problem } from '@inboxkit/protocol'
import type { TestFeed } from '../feed/test-feed.js'
import type { Fields } from '../http/checks.js'
import { type Answer, type SentRequest, toAnswer, toRequest, toResponse } from '../http/exchange.js'
import { trusting } from '../server/authenticate.js'
import { type Backend, createBackend } from '../server/backend.js'
import { createWorld } from '../server/world.js'
import { createTestSocket, type TestSocket } from './test-socket.js'
import { TestWebSocket } from './test-web-socket.js'

/** One request on its way. First it arrives, then its answer does; it can be lost before either. */
export interface Call {
  readonly request: SentRequest
  arrive(): void
  answer(): void
  lose(): void
}

/** One device's road to the server. */
export interface TestNetwork {
  readonly fetch: typeof fetch
  readonly WebSocket: typeof WebSocket
  /** Everything that was ever asked. */
  readonly requests: SentRequest[]
  /** What is under way. */
  readonly calls: Call[]
  /** What is open. */
  readonly wires: TestSocket[]
  /** How many sockets were ever opened. */
  opened(): number
  /** Where the network is down, requests fail and sockets break. */
  setDown(isDown: boolean): void
  /** Where websockets are blocked, open ones break and requests go through. */
  setWebSocketsBlocked(areBlocked: boolean): void
  /** Answers instead of the server: a Problem refuses, an Answer is given as it is. */
  intercept: (request: SentRequest) => Problem | Answer | undefined
  /** Refuses a socket. */
  refuseSocket: (auth: Fields) => Problem | undefined
  /** Everything happens at once and in order. If not, a test moves `calls` and what waits in `wires`. */
  isInstant: boolean
  /** How long an answer takes by the server's clock, where the network is instant. */
  latencyMs: number
}

const toBackend = (to: Backend | TestFeed): Backend => {
  if ('world' in to) return to
  const world = createWorld({ clock: to.clock, feed: to })
  return createBackend(world, trusting(world))
}

/**
 * A road to a server, or to one feed of whoever asks for it.
 * @param onRequest told of each request when it is sent
 */
export const createTestNetwork = (
  to: Backend | TestFeed,
  onRequest: (request: SentRequest) => void = () => {},
): TestNetwork => {
  const backend = toBackend(to)
  let isDown = false
  let areSocketsBlocked = false
  let openedSockets = 0

  const answerOf = (request: SentRequest): Answer => {
    const given = network.intercept(request)
    if (given instanceof Problem) return toAnswer(given)
    return given ?? backend.answer(request)
  }

  const send = (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const request = toRequest(input, init)
      const { signal } = init
      let answer: Answer | undefined
      const end = (): void => {
        network.calls.splice(network.calls.indexOf(call), 1)
      }
      const fail = (reason: unknown): void => {
        end()
        reject(reason)
      }
      const call: Call = {
        request,
        arrive: () => {
          answer ??= answerOf(request)
        },
        answer() {
          call.arrive()
          end()
          resolve(toResponse(answer as Answer))
        },
        lose: () => fail(new TypeError('fetch failed')),
      }
      const isUnderWay = (): boolean => network.calls.includes(call)
      network.requests.push(request)
      network.calls.push(call)
      onRequest(request)
      signal?.addEventListener('abort', () => isUnderWay() && fail(signal.reason))
      if (signal?.aborted) fail(signal.reason)
      else if (isDown) call.lose()
      else if (network.isInstant && network.latencyMs === 0) call.answer()
      else if (network.isInstant) {
        call.arrive()
        backend.world.clock.setTimeout(() => isUnderWay() && call.answer(), network.latencyMs)
      }
    })

  class NetworkWebSocket extends TestWebSocket {
    constructor(url: string | URL) {
      super(url, (address, end) => {
        openedSockets++
        const { socket, line } = createTestSocket({
          address,
          backend,
          end,
          isInstant: () => network.isInstant,
          isBlocked: () => isDown || areSocketsBlocked,
          refusal: (auth) => network.refuseSocket(auth),
          onEnd: (one) => network.wires.splice(network.wires.indexOf(one), 1),
        })
        network.wires.push(socket)
        return line
      })
    }
  }

  const cutAll = (): void => {
    for (const wire of [...network.wires]) wire.cut()
  }

  const network: TestNetwork = {
    fetch: send,
    WebSocket: NetworkWebSocket as unknown as typeof WebSocket,
    requests: [],
    calls: [],
    wires: [],
    opened: () => openedSockets,
    setDown(down) {
      isDown = down
      if (!down) return
      for (const call of [...network.calls]) call.lose()
      cutAll()
    },
    setWebSocketsBlocked(areBlocked) {
      areSocketsBlocked = areBlocked
      if (areBlocked) cutAll()
    },
    intercept: () => undefined,
    refuseSocket: () => undefined,
    isInstant: true,
    latencyMs: 0,
  }
  return network
}
