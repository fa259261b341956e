import { expect } from 'vitest'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

describePage({
  file: 'packages/protocol/README.md',
  world,
  outcomes: { wire: (printed) => expect(printed).toBe('') },
})

describePage({
  file: 'packages/server/README.md',
  world,
  outcomes: { mount: (printed) => expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+ ik_\S+\n$/m) },
})
