import { createClock, createRandom, createTestFeed, type Random, settled } from '@inboxkit/testing'
import type { World } from './open-inbox.js'
import { checkAlways, checkTruth } from './story-checks.js'
import { type Actor, anItem, openActor, setNetwork, takeStep } from './story-steps.js'

/** Everything that was under way arrives, in order, and time passes until nothing is left to do. */
const settle = async (actors: readonly Actor[], { clock, feed }: World): Promise<void> => {
  for (const actor of actors) {
    actor.network.isInstant = true
    setNetwork(actor, true)
    actor.platform.setVisible(true)
  }
  for (let round = 0; round < 6; round++) {
    for (const { network } of actors) {
      for (let call = network.calls[0]; call; call = network.calls[0]) {
        call.answer()
        await settled()
      }
      for (const wire of [...network.wires]) {
        while (wire.waiting() > 0) wire.deliver(0)
        const { epoch, seq, counts } = feed.head()
        if (wire.hasJoined()) wire.emit('beacon', { epoch, seq, counts })
      }
    }
    await clock.advance(20_000)
  }
}

const openWorld = (random: Random): World => {
  const clock = createClock()
  const feed = createTestFeed(clock)
  const items = random.pick([0, 3, 20, 60]) ?? 0
  for (let made = 0; made < items; made++) feed.create(anItem({ clock, feed }, random))
  const refused = random.chance(0.2) ? random.below(3) : -1
  feed.refuse = (operation) => {
    const isOurs = !operation.operationId.startsWith('elsewhere')
    return isOurs && ('id' in operation ? operation.id % 3 : 0) === refused ? 'not allowed' : undefined
  }
  return { clock, feed }
}

/**
 * One random story from a seed: a server, one or two clients of one user, and everything that can happen between
 * them. What must always hold is checked after each step, and against the server's truth at the end.
 * @throws Error with what happened
 */
export const tellStory = async (seed: number): Promise<void> => {
  const random = createRandom(seed)
  const world = openWorld(random)
  const names = random.chance(0.35) ? ['first', 'second'] : ['first']
  const actors = names.map((name) => openActor(name, world, random))
  const log: string[] = []
  try {
    const steps = 10 + random.below(50)
    for (let number = 0; number < steps; number++) {
      const actor = random.pick(actors) as Actor
      const said = await takeStep({ world, actor, random, number })
      log.push(`${actor.name}: ${said}`)
      await settled()
      for (const one of actors) checkAlways(one)
    }
    log.push('everything arrives')
    await settle(actors, world)
    for (const actor of actors) {
      checkAlways(actor)
      await checkTruth(actor, world)
    }
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\nafter ${log.length} steps:\n${log.join('\n')}`, { cause })
  } finally {
    for (const { inbox } of actors) inbox.close()
    world.feed.close()
  }
}
