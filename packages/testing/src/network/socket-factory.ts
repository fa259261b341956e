import type { TestWebSocket } from './test-web-socket.js'

interface SocketLike {
  on(event: string, listener: (payload: unknown) => void): unknown
  disconnect(): unknown
}

/** What stands in for the module `socket.io-client`. */
export type SocketFactory = () => Promise<{
  io(url: string, options: { path: string; auth: object }): SocketLike
}>

/** Speaks of a socket as the client library of socket.io does. */
export const socketFactory =
  (Socket: new (url: string) => TestWebSocket): SocketFactory =>
  async () => ({
    io(url, { path, auth }) {
      const handlers = new Map<string, (payload: unknown) => void>()
      const socket = new Socket(`${url.replace(/^http/, 'ws')}${path}?EIO=4&transport=websocket`)
      let hasJoined = false
      let isOver = false
      const say = (event: string, payload?: unknown): void => handlers.get(event)?.(payload)
      const end = (data?: unknown): void => {
        if (isOver) return
        isOver = true
        if (hasJoined) say('disconnect', 'transport close')
        else say('connect_error', Object.assign(new Error('refused'), { data }))
      }
      socket.addEventListener('message', (event) => {
        const frame = String((event as MessageEvent).data)
        const payload: unknown = /[[{]/.test(frame)
          ? JSON.parse(frame.slice(frame.search(/[[{]/)))
          : undefined
        if (isOver) return
        if (frame.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
        else if (frame.startsWith('40')) {
          hasJoined = true
          say('connect')
        } else if (frame.startsWith('42')) say(...(payload as [string, unknown]))
        else if (frame.startsWith('44')) end((payload as { data: unknown }).data)
      })
      socket.addEventListener('close', () => end())
      return {
        on: (event, listener) => handlers.set(event, listener),
        disconnect() {
          isOver = true
          socket.close()
        },
      }
    },
  })
