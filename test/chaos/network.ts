import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** The way from clients and senders to the balancer, which can be as bad as a real one. */
export interface Network {
  readonly url: string
  /** Breaks each connection with this probability, 0 to 1. @returns how many */
  drop(share: number): number
  /** Every piece of every connection is this late from now on, each way; 0 = none is. */
  slow(ms: number): void
  /**
   * Each connection loses one of its two ways with this probability: what is sent on it is swallowed, and nobody is
   * told. @returns how many, and what breaks those that are still there
   */
  halve(share: number): { count: number; end(): void }
  close(): Promise<void>
}

interface Link {
  client: Socket
  server: Socket
  /** The way on which nothing arrives any more. */
  silent: 'up' | 'down' | undefined
}

/** @param to of the balancer @param random chooses whom it hits */
export const openNetwork = async (to: string, random: () => number): Promise<Network> => {
  const { hostname, port } = new URL(to)
  const links = new Set<Link>()
  let lateMs = 0

  const end = (link: Link): void => {
    links.delete(link)
    link.client.destroy()
    link.server.destroy()
  }
  const carry = async (link: Link, way: 'up' | 'down'): Promise<void> => {
    const [from, onto] = way === 'up' ? [link.client, link.server] : [link.server, link.client]
    for await (const piece of from as AsyncIterable<Buffer>) {
      if (lateMs > 0) await delay(lateMs)
      if (link.silent === way) continue
      if (!onto.destroyed && !onto.write(piece)) await once(onto, 'drain')
    }
    // Whoever hears nothing does not hear of the end either.
    if (link.silent === way) return
    onto.end()
  }
  const accept = (client: Socket): void => {
    const link: Link = { client, server: connect(Number(port), hostname), silent: undefined }
    links.add(link)
    for (const socket of [link.client, link.server]) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
    }
    const ways = (['up', 'down'] as const).map((way) =>
      carry(link, way).catch(() => {
        if (link.silent !== way) end(link)
      }),
    )
    void Promise.all(ways).then(() => end(link))
  }

  const chosen = (share: number): Link[] => [...links].filter(() => random() < share)
  const server = createServer({ allowHalfOpen: true }, accept).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drop(share) {
      const dropped = chosen(share)
      for (const link of dropped) end(link)
      return dropped.length
    },
    slow(ms) {
      lateMs = ms
    },
    halve(share) {
      const halved = chosen(share).filter(({ silent }) => silent === undefined)
      for (const link of halved) link.silent = random() < 0.5 ? 'up' : 'down'
      return { count: halved.length, end: () => halved.forEach(end) }
    },
    async close() {
      server.close()
      for (const link of links) end(link)
    },
  }
}
