/** The part of a standard WebSocket that is used. */
export interface WebSocketLike {
  send(data: string): void
  close(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
}

/** The standard class: a browser's own, or that of the package `ws`. */
export type WebSocketClass = new (url: string) => WebSocketLike
