import { type Ear, plainFrame } from './world.js'

interface SocketLike {
  send(data: string): void
  close(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: () => void): void
}

/** Says who it is, answers pings and writes everything down. Resolves when it was let in or turned away. */
export const openEar = (
  Socket: new (url: string) => SocketLike,
  baseUrl: string,
  auth: object,
): Promise<Ear> =>
  new Promise((resolve) => {
    const events: Ear['events'] = []
    const frames: string[] = []
    let isClosed = false
    const socket = new Socket(`${baseUrl.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`)
    const ear: Ear = { events, frames, isClosed: () => isClosed, close: () => socket.close() }
    socket.addEventListener('message', ({ data }) => {
      const frame = String(data)
      if (frame.startsWith('42')) events.push(JSON.parse(frame.slice(2)))
      else frames.push(plainFrame(frame))
      if (frame.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
      if (frame === '2') socket.send('3')
      if (frame.startsWith('44') || events.length > 0) resolve(ear)
    })
    socket.addEventListener('close', () => {
      isClosed = true
      resolve(ear)
    })
  })
