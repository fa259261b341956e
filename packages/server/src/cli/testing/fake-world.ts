import type { ServerOptions } from '../../options.js'
import type { RunningServer, World } from '../world.js'

export interface FakeWorld extends World {
  printed: string[]
  told: string[]
  exited: number[]
  /** What servers were made with. */
  made: ServerOptions[]
  closed: number
  signal(name?: NodeJS.Signals): void
}

/** A world where servers are made at once, on port 4400, with new keys; `server` changes parts of them. */
export const aWorld = (given: Partial<World> = {}, server: Partial<RunningServer> = {}): FakeWorld => {
  const stops: ((signal: NodeJS.Signals) => void)[] = []
  const world: FakeWorld = {
    printed: [],
    told: [],
    exited: [],
    made: [],
    closed: 0,
    signal: (name = 'SIGTERM') => {
      for (const stop of stops) stop(name)
    },
    createServer: async (options) => {
      world.made.push(options)
      return {
        app: { name: 'My app', apiKey: 'ik_made', apiSecret: 'is_made' },
        listen: async () => ({ url: 'http://127.0.0.1:4400' }),
        close: async () => {
          world.closed++
        },
        ...server,
      }
    },
    env: {},
    cwd: '/nowhere',
    print: (line) => world.printed.push(line),
    tell: (line) => world.told.push(line),
    onSignal: (stop) => stops.push(stop),
    exit: (code) => world.exited.push(code),
    ...given,
  }
  return world
}
