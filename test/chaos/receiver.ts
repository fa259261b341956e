import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A server outside that takes webhooks, and refuses those whose words end with `refused`. */
export interface Outside {
  /** What a server's configuration says to reach it. */
  readonly config: object
  /** How often each message came, by its key. */
  readonly taken: ReadonlyMap<string, { says: string; to: string; times: number }>
  close(): Promise<void>
}

export const isRefused = (says: string): boolean => says.endsWith('refused')

export const openOutside = async (): Promise<Outside> => {
  const taken = new Map<string, { says: string; to: string; times: number }>()
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const { id, recipient, body } = JSON.parse(await text(request)) as {
        id: string
        recipient: string
        body: { says: string }
      }
      taken.set(id, { says: body.says, to: recipient, times: (taken.get(id)?.times ?? 0) + 1 })
      response.writeHead(isRefused(body.says) ? 400 : 204).end()
    }
    // Whoever is killed breaks off.
    take().catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/taken`
  return {
    config: {
      providers: { webhook: [{ type: 'webhook', url, secret: 'a-secret-of-the-app' }] },
      outbound: { allowPrivate: ['127.0.0.1'] },
    },
    taken,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
