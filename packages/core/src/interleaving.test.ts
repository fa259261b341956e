import { describe, expect, it } from 'vitest'
import { tellStory } from './testing/story.js'

const stories = Number(process.env['STORIES'] ?? 3000)
const firstSeed = Number(process.env['SEED'] ?? 1)

describe('any interleaving', () => {
  it(`ends with the server's truth on the screen, in ${stories} stories`, async () => {
    for (let seed = firstSeed; seed < firstSeed + stories; seed++) {
      try {
        await tellStory(seed)
      } catch (cause) {
        throw new Error(`Story ${seed} went wrong (run it alone with SEED=${seed} STORIES=1)`, { cause })
      }
    }
    expect(stories).toBeGreaterThan(0)
  }, 60_000)
})
