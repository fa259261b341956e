import type { TestProject } from 'vitest/node'
import { modes, openWorld, type World } from './world.js'

declare module 'vitest' {
  interface ProvidedContext {
    worlds: readonly World[]
  }
}

/** One server in each mode, for all files. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const opened = await Promise.all(modes.map(openWorld))
  project.provide(
    'worlds',
    opened.map(({ world }) => world),
  )
  return async () => {
    await Promise.all(opened.map(({ close }) => close()))
  }
}
