import { afterAll, beforeAll, describe } from 'vitest'
import { openInMemory } from './in-memory.js'
import { openReal } from './real.js'
import type { World } from './world.js'

/** Both servers live at this time when they start. */
export const startAt: number = Date.UTC(2030, 0, 1)

/** Runs the same tests on both servers. `world` is to be called inside a test. */
export const onBoth = (title: string, tests: (world: () => World) => void): void => {
  for (const [name, open] of [
    ['the server in memory', openInMemory],
    ['the real server', openReal],
  ] as const)
    describe(`${title}: ${name}`, () => {
      let world: World | undefined
      beforeAll(async () => {
        world = await open(startAt)
      })
      afterAll(async () => {
        await world?.close()
      })
      tests(() => world as World)
    })
}
