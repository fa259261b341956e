import { setTimeout as delay } from 'node:timers/promises'
import type { Redis } from '../cluster/redis.js'
import { keepNewest } from '../keep-newest.js'
import { nextTurn } from '../next-turn.js'

/** How often something happened within a window that begins with its first time. */
export interface Counted {
  count: number
  /** Milliseconds until the window ends. */
  leftMs: number
}

export interface Counts {
  /** One more of `name`, which is no secret: it may be seen in Redis. */
  add(name: string, windowMs: number): Promise<Counted>
}

const mostNames = 20_000

/** In this process. */
export const localCounts = (now: () => Date): Counts => {
  const kept = new Map<string, { count: number; until: number }>()
  return {
    async add(name, windowMs) {
      const at = now().getTime()
      const found = kept.get(name)
      const one = found && found.until > at ? found : { count: 0, until: at + windowMs }
      one.count += 1
      keepNewest(kept, name, one, mostNames)
      return { count: one.count, leftMs: one.until - at }
    },
  }
}

/** A key that lost its end, whatever took it, gets one again. */
const script = `
  local count = redis.call('INCR', KEYS[1])
  local left = redis.call('PTTL', KEYS[1])
  if left < 0 then
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    left = tonumber(ARGV[1])
  end
  return { count, left }`

/** How long a request waits for Redis, and how long the next ones do without it after that. */
const patienceMs = 400
const restMs = 2_000

/** One count for all nodes; each counts for itself while Redis is away, or does not answer. */
export const sharedCounts = ({ commands }: Redis, prefix: string, now: () => Date): Counts => {
  const local = localCounts(now)
  let restUntil = 0
  return {
    async add(name, windowMs) {
      if (performance.now() < restUntil) return local.add(name, windowMs)
      try {
        const [count, leftMs] = (await inTime(
          commands.eval(script, { keys: [`${prefix}:${name}`], arguments: [String(windowMs)] }),
        )) as [number, number]
        return { count, leftMs }
      } catch {
        // The client tells its own errors.
        restUntil = performance.now() + restMs
        return local.add(name, windowMs)
      }
    },
  }
}

const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const end = new AbortController()
  try {
    return await Promise.race([
      answer,
      delay(patienceMs, undefined, { ref: false, signal: end.signal }).then(async () => {
        // It may be this process that is late: what has come in meanwhile is read first.
        await nextTurn()
        throw new Error('Redis does not answer')
      }),
    ])
  } finally {
    end.abort()
  }
}
