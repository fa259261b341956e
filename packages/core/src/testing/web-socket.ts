import type { TestClock, TestFeed, TestNetwork } from '@inboxkit/testing'
import type { WebSocketClass, WebSocketLike } from '../platform/web-socket.js'

type Told = { data: unknown }

/** The frames of a server, as `docs/decisions` lists them, around the sockets of a network in memory. */
export const webSocketOf = (network: TestNetwork, feed: TestFeed, clock: TestClock): WebSocketClass =>
  class implements WebSocketLike {
    readonly #url: URL
    readonly #listeners: { type: string; hear: (event: Told) => void }[] = []
    #end: () => unknown = () => {}
    #isOpen = true
    #cancelBeacon: () => void = () => {}

    constructor(url: string) {
      this.#url = new URL(url)
      queueMicrotask(() => this.#say('0{"pingInterval":25000,"pingTimeout":20000,"maxPayload":16384}'))
    }

    #say(data: string): void {
      if (this.#isOpen) this.#tell('message', data)
    }
    #tell(type: string, data?: string): void {
      for (const { hear } of this.#listeners.filter((one) => one.type === type)) hear({ data })
    }
    #stop(): void {
      if (!this.#isOpen) return
      this.#isOpen = false
      this.#cancelBeacon()
      this.#tell('close')
    }
    #beaconLater(): void {
      this.#cancelBeacon = clock.setTimeout(() => {
        this.#say('2')
        const { epoch, seq, counts } = feed.head()
        if (network.isInstant) this.#say(`42${JSON.stringify(['beacon', { epoch, seq, counts }])}`)
        this.#beaconLater()
      }, 20_000)
    }

    async #join(auth: never): Promise<void> {
      const { origin, pathname } = this.#url
      const { io } = await network.socket()
      if (!this.#isOpen) return
      const socket = io(origin.replace(/^ws/, 'http'), { path: pathname, auth })
      this.#end = () => socket.disconnect()
      socket.on('connect', () => {
        this.#say('40{"sid":"s"}')
        this.#beaconLater()
      })
      socket.on('connect_error', (error) => {
        const { data, message } = error as Error & { data?: unknown }
        if (data) this.#say(`44${JSON.stringify({ message, data })}`)
        this.#stop()
      })
      socket.on('disconnect', () => this.#stop())
      for (const name of ['feed', 'beacon', 'problem', 'settings'])
        socket.on(name, (payload) => this.#say(`42${JSON.stringify([name, payload])}`))
    }

    send(data: string): void {
      if (data.startsWith('40')) void this.#join(JSON.parse(data.slice(2)) as never)
    }
    close(): void {
      this.#end()
      this.#stop()
    }
    addEventListener(type: string, hear: (event: never) => void): void {
      this.#listeners.push({ type, hear: hear as (event: Told) => void })
    }
  }
