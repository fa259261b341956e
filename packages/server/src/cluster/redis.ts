import type { RedisClientType } from '@redis/client'
import type { Log } from '../log.js'

export type RedisClient = RedisClientType

/** Redis, as the nodes of a cluster share it. What is in it may be lost at any time. */
export interface Redis {
  /** Refuses at once while Redis is away. */
  commands: RedisClient
  /** A connection of its own that only listens. */
  listener: RedisClient
  close(): Promise<void>
}

/** How long a start waits for it. */
const firstMs = 3_000
const longestRetryMs = 1_000

/** Says that these credentials are not taken: no other try will be. */
const isRefusal = ({ message }: Error): boolean => /^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH)/.test(message)

/**
 * Connects, and goes on trying whenever the connection is lost. While Redis is away at the start, the server starts all
 * the same: what it is for heals.
 * @throws Error when Redis refuses us
 */
export const openRedis = async (url: string, log: Log): Promise<Redis> => {
  // Half a thousand files, which a server without Redis need not read.
  const { createClient } = await import('@redis/client')
  let isUp = true
  const note = (err: unknown): void => {
    // Every attempt fails with the same; once is enough to know.
    if (isUp) log.error({ err }, 'Redis cannot be reached; what other nodes say comes late until it can')
    isUp = false
  }
  const make = (name: string): RedisClient => {
    const client = createClient({
      url,
      name,
      disableOfflineQueue: true,
      commandsQueueMaxLength: 10_000,
      // A Redis that is there and does not answer is as good as none.
      pingInterval: 2_000,
      socket: {
        connectTimeout: 5_000,
        socketTimeout: 6_000,
        reconnectStrategy: (retries, cause) =>
          isRefusal(cause)
            ? cause
            : Math.min(longestRetryMs, 50 * 2 ** Math.min(retries, 5)) * (0.5 + Math.random() / 2),
      },
    })
    client.on('error', note)
    client.on('ready', () => {
      isUp = true
    })
    return client
  }
  const clients = { commands: make('inboxkit'), listener: make('inboxkit-listener') }
  const close = async (): Promise<void> => {
    for (const client of [clients.listener, clients.commands]) await end(client)
  }
  try {
    const connecting = Promise.all(Object.values(clients).map((client) => client.connect()))
    await Promise.race([connecting, new Promise((resolve) => setTimeout(resolve, firstMs).unref())])
    connecting.catch(note)
  } catch (cause) {
    await close()
    throw new Error(
      `Redis refuses the connection: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
  return { ...clients, close }
}

/** Sends what is left, where that can be done. */
const end = async (client: RedisClient): Promise<void> => {
  try {
    if (client.isReady)
      await Promise.race([client.close(), new Promise((resolve) => setTimeout(resolve, 500).unref())])
  } finally {
    if (client.isOpen) client.destroy()
  }
}
