import { expect } from 'vitest'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { useWorld } from './world.js'

const world = useWorld()

describePage({
  file: 'docs/quick-start-react.md',
  world,
  fill: { 'is_…': () => world.apiSecret },
  special: {
    app: async (code) => {
      await world.asApp('PUT', '/v3/users/ann', {})
      return renderHeader(code, world, 'ann', '')
    },
  },
  outcomes: {
    app(bell) {
      expect(bell).toMatch(/^Notifications, \d+ new$/)
    },
    async send(printed) {
      expect(printed).toMatch(/^accepted as request .*\nann {2}inApp {2}delivered\n1 delivered\n$/)
      expect(await world.newest('ann', 'Order 77 shipped')).toMatchObject({
        message: 'Arrives Friday',
        url: '/orders/77',
      })
    },
  },
})
