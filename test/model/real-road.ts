import type { BatchAnswer, BatchRequest, Operation } from '@inboxkit/protocol'
import type { TestClock } from '@inboxkit/testing'
import type { Received, Road, Underway } from '../../packages/core/src/model/server.js'
import { RealWire } from './real-wire.js'

/** A tab's road to a real server, where requests and frames wait for a test unless it is instant. */
export interface RealRoad extends Road {
  readonly fetch: typeof fetch
  readonly WebSocket: new (url: string) => RealWire
  /** Resolves when what has been sent has arrived, and what was sent back has come. */
  reached(): Promise<void>
  /** Counts whatever moves on it. */
  moves(): number
  close(): void
}

interface Answered {
  status: number
  headers: Headers
  text: string
}

/** A response whose JSON is there at once, so that a clock that stands still does not have to wait. */
const toResponse = ({ status, headers, text }: Answered): Response => {
  const json = async (): Promise<unknown> => JSON.parse(text)
  return Object.assign(new Response(text, { status, headers }), { json })
}

/** @param onBatch told of each batch that has arrived */
export const openRoad = (clock: TestClock, onBatch: (received: Received[]) => void): RealRoad => {
  const calls: Underway[] = []
  const wires: RealWire[] = []
  const sending = new Set<Promise<void>>()
  let isDown = false
  let areSocketsBlocked = false
  let moves = 0

  const exchange = async (url: string, init: RequestInit, sentAt: number): Promise<Answered> => {
    const { signal: _, ...rest } = init
    const response = await fetch(url, rest)
    const text = await response.text()
    if (url.endsWith('/batch') && response.ok) {
      const { operations } = JSON.parse(String(init.body)) as BatchRequest
      const { results } = JSON.parse(text) as BatchAnswer
      const toReceived = (operation: Operation, index: number): Received => ({
        operation,
        at: sentAt - (operation.ageMs ?? 0),
        outcome: results[index]?.outcome ?? 'gone',
      })
      onBatch(operations.map(toReceived))
    }
    return { status: response.status, headers: response.headers, text }
  }

  const send: typeof fetch = (input, init = {}) =>
    new Promise((resolve, reject) => {
      moves++
      const url = String(input)
      const sentAt = clock.now()
      const { pathname, searchParams } = new URL(url)
      let answer: Promise<Answered> | undefined
      const end = (): void => {
        moves++
        const at = calls.indexOf(call)
        if (at !== -1) calls.splice(at, 1)
      }
      const fail = (reason: unknown): void => {
        end()
        reject(reason)
      }
      const call: Underway = {
        request: { path: pathname, query: searchParams },
        async arrive() {
          answer ??= exchange(url, init, sentAt)
          const arrived = answer.then(
            () => {},
            () => {},
          )
          sending.add(arrived)
          await arrived
          sending.delete(arrived)
        },
        async answer() {
          await call.arrive()
          if (!calls.includes(call)) return
          end()
          await answer?.then((one) => resolve(toResponse(one)), reject)
        },
        lose: () => fail(new TypeError('fetch failed')),
      }
      calls.push(call)
      init.signal?.addEventListener('abort', () => calls.includes(call) && fail(init.signal?.reason))
      if (init.signal?.aborted) fail(init.signal.reason)
      else if (isDown) call.lose()
      else if (road.isInstant) void call.answer()
    })

  class Socket extends RealWire {
    constructor(url: string) {
      super(
        url,
        clock,
        () => road.isInstant,
        (one) => {
          moves++
          const at = wires.indexOf(one)
          if (at !== -1) wires.splice(at, 1)
        },
      )
      moves++
      wires.push(this)
      if (isDown || areSocketsBlocked) queueMicrotask(() => this.cut())
    }
  }

  const cutAll = (): void => {
    for (const wire of [...wires]) wire.cut()
  }

  const road: RealRoad = {
    fetch: send,
    WebSocket: Socket,
    calls,
    wires,
    isInstant: true,
    setDown(down) {
      isDown = down
      if (!down) return
      for (const call of [...calls]) call.lose()
      cutAll()
    },
    setWebSocketsBlocked(areBlocked) {
      areSocketsBlocked = areBlocked
      if (areBlocked) cutAll()
    },
    async reached() {
      while (sending.size > 0) await Promise.all(sending)
      await Promise.all(wires.map((wire) => wire.reached()))
    },
    moves: () => moves,
    close: () => road.setDown(true),
  }
  return road
}
