import { afterEach, describe, inject } from 'vitest'
import { makePerson, type Person, type Stranger } from './people.js'
import type { World } from './world.js'

export interface Scene {
  world: World
  /** A user of this test alone, with a stranger of the same name in the other app who is asked after the test. */
  person: (name: string) => Promise<Person>
}

/** The same tests on each server: open, HMAC, secure. */
export const inEveryMode = (what: string, tests: (scene: Scene) => void): void => {
  describe.each(inject('worlds').map((world) => ({ mode: world.mode, world })))(
    `${what}, $mode mode`,
    ({ world }) => {
      const strangers: Stranger[] = []
      afterEach(async () => {
        for (const stranger of strangers.splice(0)) await stranger.expectUntouched()
      })
      tests({
        world,
        async person(name) {
          const { person, stranger } = await makePerson(world, name)
          strangers.push(stranger)
          return person
        },
      })
    },
  )
}
