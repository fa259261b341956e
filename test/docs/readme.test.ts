import { expect } from 'vitest'
import { runBlock } from './languages.js'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { startedBy } from './started-by.js'
import { useWorld } from './world.js'

const world = useWorld()
describePage({
  file: 'README.md',
  world,
  special: {
    send: async (code) => {
      // As `npm start` knows her.
      await world.asApp('PUT', '/v3/users/ann', {})
      const credentials = `const [key, secret] = ['${world.apiKey}', '${world.apiSecret}']\n`
      return runBlock('js', credentials + code, world.folder, world.env)
    },
    page: (code) => renderHeader(code, world, 'ann', ''),
    'secure-mode': startedBy(world),
  },
  outcomes: {
    async send() {
      expect(await world.newest('ann', 'Order 77 shipped')).toMatchObject({ url: '/orders/77' })
    },
    async page() {
      await world.newest('ann', 'While the page is open')
    },
    'secure-mode'(answer) {
      expect(JSON.parse(answer)).toMatchObject({ code: 'secure_mode_required' })
    },
  },
})
