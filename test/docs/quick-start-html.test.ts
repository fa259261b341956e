import { expect } from 'vitest'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

// The page itself is opened in a browser: test/e2e/walk.e2e.ts.
describePage({
  file: 'docs/quick-start-html.md',
  world,
  fill: {
    'is_…': async () => {
      await world.asApp('PUT', '/v3/users/ann', {})
      return world.apiSecret
    },
  },
  outcomes: {
    async send(printed) {
      expect(printed).toContain('ann  inApp  delivered')
      expect(await world.newest('ann', 'Order 77 shipped')).toMatchObject({ url: '/orders/77' })
    },
  },
})
