import type { IncomingMessage } from 'node:http'
import type { Wire } from './guard.js'

/** Who calls, as far as that can be known before anything is proven. */
export type AddressOf = (request: IncomingMessage) => string

/** Wires of whom nobody knows yet who they are, or who have left: by where they come from. */
export interface Strangers {
  /** Whether an address may open one more. */
  mayCome(request: IncomingMessage): boolean
  /** One that has just been opened. */
  add(wire: Wire): void
  /** It is known who it is, until the undo is called. The last undo closes the wire: nobody is left on it. */
  know(wire: Wire): () => void
}

export const createStrangers = (most: number, addressOf: AddressOf): Strangers => {
  const waiting = new Map<string, number>()
  /** How many have proven themselves on a wire. */
  const known = new Map<Wire, number>()
  const counted = new WeakMap<Wire, string>()

  const count = (wire: Wire): void => {
    const address = addressOf(wire.request)
    counted.set(wire, address)
    waiting.set(address, (waiting.get(address) ?? 0) + 1)
  }
  const release = (wire: Wire): void => {
    const address = counted.get(wire)
    if (address === undefined) return
    counted.delete(wire)
    const left = (waiting.get(address) ?? 1) - 1
    if (left > 0) waiting.set(address, left)
    else waiting.delete(address)
  }

  return {
    mayCome: (request) => (waiting.get(addressOf(request)) ?? 0) < most,
    add(wire) {
      count(wire)
      wire.once('close', () => release(wire))
    },
    know(wire) {
      release(wire)
      known.set(wire, (known.get(wire) ?? 0) + 1)
      let isKnown = true
      return () => {
        if (!isKnown) return
        isKnown = false
        const left = (known.get(wire) ?? 1) - 1
        if (left > 0) {
          known.set(wire, left)
          return
        }
        known.delete(wire)
        if (wire.readyState !== 'open') return
        // It may take its time to go.
        count(wire)
        wire.close()
      }
    },
  }
}
