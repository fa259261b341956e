import { type Line, mostWaitingBytes } from './line.js'
import type { Redis } from './redis.js'

/** Redis's own pub/sub, on one channel. */
export const redisLine = ({ commands, listener }: Redis, channel: string): Line => {
  let waitingBytes = 0
  const publish = (text: string): void => {
    if (!commands.isReady || waitingBytes > mostWaitingBytes) return
    waitingBytes += text.length
    const done = (): void => {
      waitingBytes -= text.length
    }
    // Whoever is not reached notices by the next beacon; the client has told its own errors.
    commands.publish(channel, text).then(done, done)
  }
  return {
    mostBytes: Number.POSITIVE_INFINITY,
    send: (texts) => texts.forEach(publish),
    async listen(onText, onReturn) {
      let isFirst = listener.isReady
      const subscribe = async (): Promise<void> => {
        await listener.subscribe(channel, onText)
        if (!isFirst) onReturn()
        isFirst = false
      }
      let wasReady = commands.isReady
      commands.on('ready', () => {
        if (wasReady) onReturn()
        wasReady = true
      })
      // Subscriptions are made anew by the client itself, before it is ready; one that is there is not made twice.
      listener.on('ready', () => void subscribe().catch(() => undefined))
      if (listener.isReady) await subscribe()
    },
    close: async () => undefined,
  }
}
