import { expect } from 'vitest'
import { describePage } from './page.js'
import { renderHeader, renderList } from './react.js'
import { useWorld } from './world.js'

const world = useWorld()

/** Each example in an inbox that is empty. */
const emptied = async (): Promise<void> => {
  await world.asApp('DELETE', '/v3/users/ann').catch(() => undefined)
  await world.asApp('PUT', '/v3/users/ann', {})
}

describePage({
  file: 'docs/build-your-own-ui.md',
  world,
  special: {
    parts: async (code) => {
      await emptied()
      return renderHeader(code, world, 'ann', '')
    },
    hooks: async (code) => {
      await emptied()
      return renderList(code, world, 'ann')
    },
    core: async (code) => {
      await emptied()
      return renderList(code, world, 'ann')
    },
  },
  outcomes: {
    parts: (bell) => expect(bell).toBe('Notifications, 2 new'),
    hooks: (text) => expect(text).toContain('News (2)'),
    core: (text) => expect(text).toContain('Shop (2)'),
  },
})
