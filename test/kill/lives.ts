import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../kit/random.js'
import { startServer } from '../kit/server-process.js'

/** How late anything may be that falls due while a server is up. */
export const mostLateMs = 2_000

/** When somebody could have worked: from ready to death. */
interface Life {
  readyAt: number
  endedAt: number
}

/** One server after the other in the same folder. */
export interface Lives {
  /** Where the present one is. */
  url(): string
  /** Kills them, the first after 100 ms and each of the others after 0.2 to 1.8 s, and starts the next. */
  kill(times: number, random: Random): Promise<void>
  /** How late a thing was that happened at `at`, counted from when a server was up; none where none was. */
  lateMs(at: number, dueAt: number): number[]
  stop(): Promise<unknown>
}

export const startLives = async (dataDir: string): Promise<Lives> => {
  let server = await startServer({ dataDir })
  const past: Life[] = []
  let readyAt = Date.now()
  return {
    url: () => server.url,
    async kill(times, random) {
      for (let nth = 0; nth < times; nth++) {
        await delay(nth === 0 ? 100 : random.integer(200, 1_800))
        await server.kill()
        past.push({ readyAt, endedAt: Date.now() })
        server = await startServer({ dataDir })
        readyAt = Date.now()
      }
    },
    lateMs(at, dueAt) {
      const lives = [...past, { readyAt, endedAt: Number.POSITIVE_INFINITY }]
      const life = lives.find((one) => one.readyAt <= at && at < one.endedAt)
      return life ? [at - Math.max(dueAt, life.readyAt)] : []
    },
    stop: () => server.stop(),
  }
}
