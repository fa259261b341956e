import type { Workflow } from '@inboxkit/protocol'
import { expect } from 'vitest'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

describePage({
  file: 'docs/migrate-from-sprinklr.md',
  world,
  outcomes: {
    publish: (output) => expect((JSON.parse(output) as Workflow).version).toBe(1),
    async 'new-profile'(output) {
      expect(output).toBe('')
      expect((await world.newest('p-1', 'Welcome, Ann')).message).toBe('Your plan is pro')
      expect(await world.profile('p-1')).toEqual({
        firstName: 'Ann',
        email: 'ann@shop.test',
        name: 'Ann Berg',
      })
    },
    async trigger(output) {
      expect(output).toBe('')
      await expect.poll(() => world.titles('p-1')).toEqual(['Welcome, Ann', 'Welcome, Ann'])
      expect((await world.newest('p-1', 'Welcome, Ann')).message).toBe('Your plan is free')
    },
  },
})
