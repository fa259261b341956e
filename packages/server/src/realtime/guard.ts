import type { Socket } from 'socket.io'
import type { RealtimeLimits } from './types.js'

/** One websocket; several namespaces may share it. */
export type Wire = Socket['conn']

const sizeOf = (data: unknown): number =>
  typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0

/** Ends a websocket at once: nothing that waits is written, and no answer is waited for. */
export const cut = (wire: Wire): void => {
  wire.request.socket.destroy()
}

/**
 * Cuts clients that talk or do not read. Clients have nothing to say after their handshake, and what waits for one
 * that does not read would pile up here; it comes back and asks for what it missed.
 */
export const guardWire = (
  wire: Wire,
  { maxMessages, maxBacklogBytes }: Pick<RealtimeLimits, 'maxMessages' | 'maxBacklogBytes'>,
  onCut: (reason: string) => void,
): void => {
  let heard = 0
  let waitingBytes = 0
  let isCut = false
  const end = (reason: string): void => {
    if (isCut) return
    isCut = true
    onCut(reason)
    cut(wire)
  }
  wire.on('packet', ({ type }: { type: string }) => {
    if (type === 'message' && ++heard > maxMessages) end('it talks too much')
  })
  // A packet is written at once unless the one before is still under way, so only what waits behind it counts.
  wire.on('packetCreate', ({ data }: { data?: unknown }) => {
    if (waitingBytes > maxBacklogBytes) end('it does not read')
    waitingBytes += sizeOf(data)
  })
  wire.on('flush', () => {
    waitingBytes = 0
  })
}
