import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { tellStory } from './testing/story.js'

const stories = Number(process.env['STORIES'] ?? 2000)
const firstSeed = Number(process.env['SEED'] ?? 1)

beforeEach(() => {
  // Advice to developers whose server cannot be reached, which is part of many stories.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

describe('any interleaving', () => {
  it(`ends with the server's truth on the screen, in ${stories} stories`, async () => {
    let told = 0
    for (let seed = firstSeed; seed < firstSeed + stories; seed++) {
      try {
        await tellStory(seed)
        told++
      } catch (cause) {
        throw new Error(
          `Story ${seed} went wrong (alone: SEED=${seed} STORIES=1)\n${(cause as Error).message}`,
          {
            cause,
          },
        )
      }
    }
    expect(told).toBe(stories)
  }, 120_000)
})
