import { expect } from 'vitest'
import { readPage } from './blocks.js'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

describePage({
  file: 'docs/quick-start-next.md',
  world,
  special: {
    // The suite `next` builds that example and opens it in a browser.
    layout: async (code) => {
      expect(readPage('examples/next/app/layout.tsx').trim()).toBe(code)
      return ''
    },
  },
  outcomes: {
    layout: () => undefined,
    async send() {
      expect(await world.newest('ann', 'Order 77 shipped')).toMatchObject({ url: '/orders/77' })
    },
  },
})
