import { type Finding, failed, ok } from './finding.js'

const timeoutMs = 3000

/** Whether Redis answers, and takes us. One attempt. */
export const checkRedis = async (url: string): Promise<Finding> => {
  const { createClient } = await import('@redis/client')
  const client = createClient({
    url,
    name: 'inboxkit-doctor',
    disableOfflineQueue: true,
    socket: { connectTimeout: timeoutMs, socketTimeout: timeoutMs, reconnectStrategy: false },
  })
  // Said below, by what is awaited.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.ping()
    return ok('Redis', `${new URL(url).host} answers.`)
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    return failed(
      'Redis',
      `${new URL(url).host} cannot be used (${message || code}): see that it runs, and that address, user and password are right.`,
    )
  } finally {
    client.destroy()
  }
}
