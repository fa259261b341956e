/** A connection as the network sees it: what comes from the client, and what the network does to it. */
export interface Line {
  /** A frame from the client. */
  hear(frame: string): void
  /** The client has closed it. */
  closed(): void
}

/** How the network speaks to a client's end. */
export interface ClientEnd {
  open(): void
  receive(frame: string): void
  /** It breaks, or the server closes it. Nothing comes after this. */
  close(code: number): void
}

/** Takes up a connection to this address. */
export type Dial = (url: string, end: ClientEnd) => Line

class CloseEvent extends Event {
  readonly code: number
  readonly reason = ''
  readonly wasClean: boolean
  constructor(code: number) {
    super('close')
    this.code = code
    this.wasClean = code !== 1006
  }
}

type Handler = ((event: never) => void) | null

/** The part of the standard WebSocket that text needs, on a network in memory. */
export class TestWebSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  readonly protocol = ''
  readonly extensions = ''
  readonly bufferedAmount = 0
  readonly url: string
  binaryType: 'blob' | 'arraybuffer' = 'blob'
  readyState: number = TestWebSocket.CONNECTING
  onopen: Handler = null
  onmessage: Handler = null
  onclose: Handler = null
  onerror: Handler = null
  readonly #line: Line

  constructor(url: string | URL, dial: Dial) {
    super()
    this.url = String(url)
    this.#line = dial(this.url, {
      open: () => {
        this.readyState = TestWebSocket.OPEN
        this.#fire(new Event('open'))
      },
      receive: (frame) => {
        if (this.readyState === TestWebSocket.OPEN) this.#fire(new MessageEvent('message', { data: frame }))
      },
      close: (code) => this.#end(code),
    })
  }

  send(data: string): void {
    if (this.readyState === TestWebSocket.CONNECTING)
      throw new DOMException('Still in CONNECTING state', 'InvalidStateError')
    if (this.readyState === TestWebSocket.OPEN) this.#line.hear(data)
  }

  close(code = 1005): void {
    if (this.readyState >= TestWebSocket.CLOSING) return
    const wasOpen = this.readyState === TestWebSocket.OPEN
    this.readyState = TestWebSocket.CLOSING
    this.#line.closed()
    queueMicrotask(() => this.#end(wasOpen ? code : 1006))
  }

  #end(code: number): void {
    if (this.readyState === TestWebSocket.CLOSED) return
    this.readyState = TestWebSocket.CLOSED
    if (code === 1006) this.#fire(new Event('error'))
    this.#fire(new CloseEvent(code))
  }

  #fire(event: Event): void {
    const handlers = { open: this.onopen, message: this.onmessage, close: this.onclose, error: this.onerror }
    const handler = handlers[event.type as keyof typeof handlers]
    handler?.call(this, event as never)
    this.dispatchEvent(event)
  }
}
