import { expect } from 'vitest'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { useWorld } from './world.js'

const world = useWorld()

describePage({
  file: 'packages/react/README.md',
  world,
  special: {
    languages: async (code) => {
      await world.asApp('PUT', '/v3/users/ann', {})
      const nameOf = (count: number): string =>
        count === 1 ? 'Eine neue Mitteilung' : `${count} neue Mitteilungen`
      return renderHeader(code, world, 'ann', '', nameOf)
    },
  },
  outcomes: {
    languages(bell) {
      expect(bell).toBe('2 neue Mitteilungen')
    },
  },
})
