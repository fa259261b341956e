import { randomUUID } from 'node:crypto'
import { type Clock, systemClock } from '../clock.js'
import type { Log } from '../log.js'
import type { Line } from './line.js'
import { decode, encode, type NodeMessage, split } from './message.js'
import type { Proof } from './proof.js'

/** Between the nodes of one database. At most once: what it loses, the feed protocol heals. */
export interface Bus {
  /** To all other nodes. */
  publish(message: NodeMessage): void
  /** @param onGap something may have been missed */
  listen(on: (message: NodeMessage) => void, onGap: () => void): Promise<void>
  /** Whether there is another node with sockets, so that there is anybody to tell. */
  others(): boolean
  close(): Promise<void>
}

/** Of a process that has its database to itself. */
export const noBus: Bus = {
  publish: () => undefined,
  listen: async () => undefined,
  others: () => false,
  close: async () => undefined,
}

export interface BusOptions {
  line: Line
  proof: Proof
  /** Whether this node has sockets. */
  hasSockets: boolean
  log: Log
  clock?: Clock
  /** In milliseconds, from any moment on. */
  now?: () => number
}

/** How often a node with sockets says that it is there, and how long it is believed. */
export const hereMs = 5_000
const believedMs = 3.2 * hereMs

/**
 * What a node says of itself. `who` asks those with sockets to say that they are there; `back` says that what it had to
 * say for a while may be lost.
 */
const [here, gone, who, back] = ['here', 'gone', 'who', 'back'] as const

interface Ears {
  on: (message: NodeMessage) => void
  onGap: () => void
}

/** Over any line. Nodes with sockets greet each other, so that nobody speaks to an empty room. */
export const openBus = ({
  line,
  proof,
  hasSockets,
  log,
  clock = systemClock,
  now = () => performance.now(),
}: BusOptions): Bus => {
  const self = randomUUID()
  /** Other nodes with sockets, and until when they are believed to be there. */
  const known = new Map<string, number>()
  /** The speaker, a blank, and what it says. */
  const said = (text: string): string => proof.sign(`${self} ${text}`)
  let hasWarned = false
  const greet = (): void => {
    if (hasSockets) line.send([said(here)])
  }

  const hear = (signed: string, { on, onGap }: Ears): void => {
    const heard = proof.read(signed)
    if (heard === undefined) {
      if (!hasWarned)
        log.warn(
          'somebody who does not have this server’s encryption key speaks to its nodes, and is not heard',
        )
      hasWarned = true
      return
    }
    const from = heard.slice(0, self.length)
    const text = heard.slice(self.length + 1)
    if (from === self) return
    if (text === gone) known.delete(from)
    else if (text === who) greet()
    else if (text === back) onGap()
    else if (text === here) {
      const isNew = !known.has(from)
      known.set(from, now() + believedMs)
      if (isNew) greet()
    } else {
      const message = decode(text)
      if (message) on(message)
    }
  }

  const hearSafely = (heard: string, ears: Ears): void => {
    try {
      hear(heard, ears)
    } catch (err) {
      log.warn({ err }, 'another node said something that was not understood')
    }
  }

  const textsOf = (message: NodeMessage): string[] => {
    const text = said(encode(message))
    return Buffer.byteLength(text) <= line.mostBytes ? [text] : split(message).flatMap(textsOf)
  }

  const stop = clock.every(hereMs, () => {
    for (const [node, until] of known) if (until < now()) known.delete(node)
    greet()
  })

  return {
    publish: (message) => line.send(textsOf(message)),
    async listen(on, onGap) {
      const ask = (): void => line.send([said(hasSockets ? here : who)])
      await line.listen(
        (heard) => hearSafely(heard, { on, onGap }),
        () => {
          ask()
          line.send([said(back)])
          onGap()
        },
      )
      ask()
    },
    others: () => known.size > 0,
    async close() {
      stop()
      if (hasSockets) line.send([said(gone)])
      await line.close()
    },
  }
}
