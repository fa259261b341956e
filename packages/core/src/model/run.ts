import type { AsyncCommand } from 'fast-check'
import * as fc from 'fast-check'
import { checkAlways } from './always.js'
import { aCommand } from './commands/all.js'
import { aFilter, anItem, toItem } from './commands/arbitraries.js'
import type { ModelServer } from './server.js'
import { settle } from './settle.js'
import { checkTruth } from './truth.js'
import { createWorld, type Setting, tabsOf, type World } from './world.js'

const aSetting: fc.Arbitrary<Setting> = fc.record({
  tabs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(1) },
    { weight: 3, arbitrary: fc.constant(2) },
    { weight: 3, arbitrary: fc.constant(3) },
  ),
  hasLocks: fc.constantFrom(true, true, true, false),
  persist: fc.constantFrom(true, true, false),
  jitter: fc.nat(),
  isInstant: fc.boolean(),
  filters: fc.array(fc.oneof(fc.constant({}), aFilter), { minLength: 0, maxLength: 3 }),
})

/** What is in the feed before anybody looks. */
const someItems = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.array(anItem, { minLength: 3, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(anItem, { minLength: 20, maxLength: 60 }) },
)

export interface RunOptions {
  openServer: () => ModelServer | Promise<ModelServer>
  sequences: number
  /** The same seed makes the same sequences. */
  seed: number
  /** Of one that failed: where it is, and which of its commands were possible. */
  path?: string | undefined
  replayPath?: string | undefined
  /** The command that runs these tests, to be told with what repeats one that failed. */
  again: string
}

export interface Failure {
  /** Which one it was of all that were run. */
  sequence: number
  /** What went wrong, after what, and how to see it again. */
  message: string
}

/** Of a share of the sequences: another one each time, unless somebody says which. */
export const seedOf = (shard: number): number =>
  (Number(process.env['SEED'] ?? Date.now() % 2 ** 30) + shard) | 0

const isTrue = (world: World): Promise<boolean> =>
  checkTruth(world).then(
    () => true,
    () => false,
  )

const tell = async (
  openServer: RunOptions['openServer'],
  setting: Setting,
  items: readonly Parameters<typeof toItem>[0][],
  commands: Iterable<AsyncCommand<World, World>>,
): Promise<void> => {
  const server = await openServer()
  await server.create(items.map((item) => toItem(item, server.clock.now())))
  const world = createWorld(server, setting)
  try {
    await server.idle()
    await fc.asyncModelRun(() => ({ model: world, real: world }), commands)
    await settle(world)
    checkAlways(world)
    for (let looks = 1; looks < server.looks && !(await isTrue(world)); looks++) await server.pass(2000)
    await checkTruth(world)
  } catch (cause) {
    const said = [
      (cause as Error).message,
      `with ${JSON.stringify(setting)}, ${items.length} notifications there, and then:`,
      ...world.log.map((line, at) => `${String(at + 1).padStart(3)}. ${line}`),
    ]
    throw new Error(said.join('\n'), { cause })
  } finally {
    for (const { inbox } of tabsOf(world)) inbox.close()
    server.close()
  }
}

/** Runs random sequences. Returns what went wrong with the shortest that does. */
export const run = async (options: RunOptions): Promise<Failure | undefined> => {
  const { openServer, sequences, seed, path, replayPath } = options
  const commands = fc.commands([aCommand], {
    maxCommands: 40,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  })
  const details = await fc.check(
    fc.asyncProperty(aSetting, someItems, commands, (setting, items, some) =>
      tell(openServer, setting, items, some),
    ),
    {
      numRuns: sequences,
      seed,
      endOnFailure: process.env['SHRINK'] === 'no',
      ...(path !== undefined && { path }),
    },
  )
  if (!details.failed) return undefined
  const { counterexample, counterexamplePath, errorInstance, numRuns } = details
  // Which commands were possible is said only in words.
  const [, replay = ''] = /replayPath="([^"]*)"/.exec(String(counterexample?.[2])) ?? []
  const repeat = `SEED=${seed} PATH_=${counterexamplePath} REPLAY=${replay} ${options.again}`
  return {
    sequence: numRuns,
    message: `Sequence ${numRuns} of seed ${seed} went wrong. Again: ${repeat}\n${(errorInstance as Error).message}`,
  }
}
