import type { InboxOptions, WebSocketLike } from '@inboxkit/core'
import { WebSocket } from 'ws'

/**
 * `frozen`: nothing runs, as on a laptop that is shut; what happened meanwhile is found all at once. `offline`: there is
 * no network, and one knows it. `hidden`: the page is put away, and comes back.
 */
export const sleeps = ['frozen', 'offline', 'hidden'] as const
export type Sleep = (typeof sleeps)[number]

type World = Required<Pick<InboxOptions, 'clock' | 'online' | 'browser' | 'fetch' | 'WebSocket'>>

/** What a client stands on: its time, its network, its page. Each can go away, and come back. */
export interface Machine {
  readonly world: World
  isAwake(): boolean
  sleep(how: Sleep): void
  wake(): void
}

const nobody = 'ws://127.0.0.1:1'

export const createMachine = (): Machine => {
  let how: Sleep | undefined
  let held: (() => void)[] = []
  const onlines = new Set<() => void>()
  const pages = new Set<(isShown: boolean) => void>()
  const sockets = new Set<WebSocket>()
  let network = new AbortController()

  const whenRunning = (run: () => void): void => {
    if (how === 'frozen') held.push(run)
    else run()
  }
  const subscribe =
    <T>(to: Set<T>) =>
    (listener: T): (() => void) => {
      to.add(listener)
      return () => void to.delete(listener)
    }

  class MachineSocket implements WebSocketLike {
    #socket: WebSocket
    constructor(url: string) {
      this.#socket = new WebSocket(how === 'offline' ? nobody : url)
      sockets.add(this.#socket)
      this.#socket.once('close', () => sockets.delete(this.#socket))
      this.#socket.on('error', () => undefined)
    }
    send(data: string): void {
      this.#socket.send(data)
    }
    close(): void {
      this.#socket.close()
    }
    addEventListener(
      type: 'message' | 'open' | 'close' | 'error',
      listener: (event: { data: unknown }) => void,
    ): void {
      this.#socket.addEventListener(type as 'message', (event) => whenRunning(() => listener(event)))
    }
  }

  return {
    world: {
      clock: {
        now: () => Date.now(),
        setTimeout(run, delayMs) {
          let isOff = false
          const id = setTimeout(() => whenRunning(() => isOff || run()), delayMs)
          return () => {
            isOff = true
            clearTimeout(id)
          }
        },
      },
      online: { isOnline: () => how !== 'offline', subscribe: subscribe(onlines) },
      browser: {
        locks: () => undefined,
        openChannel: () => undefined,
        databases: () => undefined,
        notes: () => undefined,
        subscribePage: subscribe(pages),
      },
      async fetch(input, init) {
        const signals = [network.signal, init?.signal ?? network.signal]
        try {
          return await fetch(input, { ...init, signal: AbortSignal.any(signals) })
        } finally {
          await new Promise<void>((resolve) => whenRunning(resolve))
        }
      },
      WebSocket: MachineSocket,
    },
    isAwake: () => how === undefined,
    sleep(next) {
      how = next
      if (next === 'hidden') for (const tell of pages) tell(false)
      if (next !== 'offline') return
      network.abort(new TypeError('There is no network'))
      for (const socket of sockets) socket.terminate()
      for (const tell of onlines) tell()
    },
    wake() {
      const before = how
      how = undefined
      const runs = held
      held = []
      for (const run of runs) run()
      if (before === 'hidden') for (const tell of pages) tell(true)
      if (before !== 'offline') return
      network = new AbortController()
      for (const tell of onlines) tell()
    },
  }
}
