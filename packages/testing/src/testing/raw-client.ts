import type { TestConnection } from '../server/test-server.js'

export interface RawClient {
  readonly frames: string[]
  /** Of the events that came, by name. */
  events(name: string): unknown[]
  /** Codes with which it was closed. */
  readonly closed: number[]
  readonly socket: WebSocket
}

/** A socket that says who it is, and writes down what it hears. */
export const openRaw = (
  { baseUrl, WebSocket, apiKey, userId }: TestConnection,
  auth: object = { protocol: 1, apiKey, userId },
): RawClient => {
  const frames: string[] = []
  const closed: number[] = []
  const address = `${baseUrl.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`
  const socket = new WebSocket(address)
  socket.addEventListener('message', ({ data }) => {
    frames.push(String(data))
    if (String(data).startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
    if (data === '2') socket.send('3')
  })
  socket.addEventListener('close', ({ code }) => closed.push(code))
  const events = (name: string): unknown[] =>
    frames
      .filter((frame) => frame.startsWith('42'))
      .map((frame) => JSON.parse(frame.slice(2)) as [string, unknown])
      .filter(([said]) => said === name)
      .map(([, payload]) => payload)
  return { frames, events, closed, socket }
}
