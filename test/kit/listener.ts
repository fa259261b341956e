import type { Beacon, FeedChanges, Handshake, RealtimeEvents } from '@inboxkit/protocol'
import { io, type Socket } from 'socket.io-client'
import { apiKey } from './server-process.js'

/** One of our clients' sockets, and everything it heard, in order. */
export interface Listener {
  readonly events: readonly FeedChanges[]
  readonly beacons: readonly Beacon[]
  readonly socket: Socket<RealtimeEvents>
  close(): void
}

/** Connected, and greeted: from here on nothing that is committed is missed. */
export const listen = async (url: string, userId: string): Promise<Listener> => {
  const auth: Handshake = { protocol: 1, apiKey, userId }
  const socket: Socket<RealtimeEvents> = io(url, { transports: ['websocket'], forceNew: true, auth })
  const events: FeedChanges[] = []
  const beacons: Beacon[] = []
  socket.on('feed', (event) => events.push(event))
  await new Promise<void>((resolve, reject) => {
    socket.on('beacon', (beacon) => {
      beacons.push(beacon)
      resolve()
    })
    socket.on('connect_error', reject)
  })
  return { events, beacons, socket, close: () => void socket.disconnect() }
}
