import type { TestClock } from '@inboxkit/testing'
import { WebSocket } from 'ws'

const pingIntervalMs = 25_000

type Listener = (event: never) => void

/** A real socket to the server whose frames wait until a test delivers them, unless its network is instant. */
export class RealWire {
  readonly #inner: WebSocket
  readonly #queue: string[] = []
  readonly #listeners: [type: string, listener: Listener][] = []
  readonly #clock: TestClock
  readonly #isInstant: () => boolean
  readonly #onEnd: (wire: RealWire) => void
  #isOpen = true
  #hasJoined = false
  #cancelPing: () => void = () => {}

  constructor(url: string, clock: TestClock, isInstant: () => boolean, onEnd: (wire: RealWire) => void) {
    this.#clock = clock
    this.#isInstant = isInstant
    this.#onEnd = onEnd
    this.#inner = new WebSocket(url)
    this.#inner.on('message', (data) => this.#hear(String(data)))
    this.#inner.on('close', () => this.#end())
    this.#inner.on('error', () => {})
    this.#ping()
  }

  /** The server pings by the machine's clock, its client waits by the test's. */
  #ping(): void {
    this.#cancelPing = this.#clock.setTimeout(() => {
      this.#take('2')
      this.#ping()
    }, pingIntervalMs)
  }
  #hear(frame: string): void {
    if (frame === '2') this.#inner.send('3')
    else this.#take(frame)
  }
  #take(frame: string): void {
    if (this.#isInstant()) this.#give(frame)
    else this.#queue.push(frame)
  }
  #give(frame: string): void {
    if (!this.#isOpen) return
    if (frame.startsWith('40')) this.#hasJoined = true
    this.#tell('message', { data: frame })
  }
  #tell(type: string, event: unknown): void {
    for (const [heard, listener] of [...this.#listeners]) if (heard === type) listener(event as never)
  }
  #end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#cancelPing()
    this.#onEnd(this)
    this.#tell('close', {})
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push([type, listener])
  }
  send(data: string): void {
    if (data !== '3' && this.#inner.readyState === WebSocket.OPEN) this.#inner.send(data)
  }
  close(): void {
    this.#inner.close()
    this.#end()
  }

  hasJoined(): boolean {
    return this.#hasJoined
  }
  waiting(): number {
    return this.#queue.length
  }
  deliver(index: number, isRepeated = false): void {
    const [frame] = isRepeated ? this.#queue.slice(index, index + 1) : this.#queue.splice(index, 1)
    if (frame !== undefined) this.#give(frame)
  }
  lose(index: number): void {
    this.#queue.splice(index, 1)
  }
  emit(event: string, payload: unknown): void {
    this.#give(`42${JSON.stringify([event, payload])}`)
  }
  cut(): void {
    this.#inner.terminate()
    this.#end()
  }

  /** Resolves when everything has come that the server has sent so far. */
  async reached(): Promise<void> {
    const inner = this.#inner
    if (inner.readyState === WebSocket.CONNECTING) await first(inner, 'open')
    if (inner.readyState !== WebSocket.OPEN) return
    inner.ping()
    await first(inner, 'pong')
  }
}

/** Resolves with this event, or when the socket is closed. */
const first = (socket: WebSocket, event: 'open' | 'pong'): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      socket.off(event, done)
      socket.off('close', done)
      resolve()
    }
    socket.on(event, done)
    socket.on('close', done)
  })
