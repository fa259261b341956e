import type { ServerOptions } from '../options.js'
import { exitCodeOf, explain } from './explain.js'
import { demoNotes, newKeys, openModeWarning, unsubscribeWarning } from './notes.js'
import type { RunningServer, World } from './world.js'

/** We promise to be gone 10 s after the signal. */
const drainMs = 9000

/**
 * Runs a server until it is told to stop. Says `inboxkit ready on URL` on standard output, once it answers.
 * @returns the exit code
 */
export const serve = async (options: ServerOptions, world: World): Promise<number> => {
  const signal = firstSignal(world)
  const starting = start(options, world)
  try {
    await Promise.race([starting.then(() => signal), signal])
    // A signal may come while the start is under way: then it is finished, and ended right away.
    await drain(starting, world)
    return 0
  } catch (error) {
    world.tell(`inboxkit: ${explain(error, options)}`)
    return exitCodeOf(error)
  }
}

const start = async (options: ServerOptions, world: World): Promise<RunningServer> => {
  const say = (lines: readonly string[]): void => lines.forEach((line) => world.tell(line))
  const server = await world.createServer(options)
  // Before anything else can fail: nobody gets to see this secret a second time.
  say(newKeys(server.app, options))
  try {
    const { url, metricsUrl } = await server.listen()
    say(metricsUrl === undefined ? [] : [`Metrics: ${metricsUrl}`])
    say(openModeWarning(options))
    say(unsubscribeWarning(options))
    say(demoNotes(server.app, options, url))
    world.print(`inboxkit ready on ${url}`)
    return server
  } catch (error) {
    await server.close()
    throw error
  }
}

const firstSignal = (world: World): Promise<void> =>
  new Promise((resolve) => {
    let isStopping = false
    world.onSignal((name) => {
      if (isStopping) return world.exit(1)
      isStopping = true
      world.tell(`inboxkit: ${name}, finishing what is under way`)
      resolve()
    })
  })

const drain = async (starting: Promise<RunningServer>, world: World): Promise<void> => {
  const isDrained = starting.then((server) => server.close()).then(() => true)
  const deadline = aDeadline(drainMs)
  const isInTime = await Promise.race([isDrained, deadline.passed])
  deadline.clear()
  if (!isInTime)
    world.tell(
      `inboxkit: not finished after ${drainMs / 1000} s; what was answered is stored and goes on at the next start`,
    )
}

const aDeadline = (ms: number): { passed: Promise<false>; clear: () => void } => {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  return { passed, clear: () => clearTimeout(timer) }
}
