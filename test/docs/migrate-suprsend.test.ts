import { expect } from 'vitest'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

describePage({
  file: 'docs/migrate-from-suprsend.md',
  world,
  outcomes: {
    publish: (output) => expect(output).toContain('"version":1'),
    async node(output) {
      expect(output).toMatch(/^202 \{"message_id":"[0-9a-f-]{36}","status":"success"\}/)
      expect((await world.newest('u-9', '$12 due')).message).toBe('Billing asks Nine')
      expect(await world.profile('u-9')).toEqual({ name: 'Nine', email: 'nine@shop.test' })
    },
    async curl(output) {
      expect(JSON.parse(output)).toEqual({ message_id: expect.any(String), status: 'success' })
      await world.newest('u-9', '$13 due')
      await world.newest('u-10', '$13 due')
    },
    cancel: (output) => expect(JSON.parse(output)).toEqual({ execution_ids: [] }),
  },
})
