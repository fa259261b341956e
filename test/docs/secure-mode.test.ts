import type { FeedPage } from '@inboxkit/protocol'
import { expect } from 'vitest'
import { describePage } from './page.js'
import { renderHeader } from './react.js'
import { startedBy } from './started-by.js'
import { useWorld } from './world.js'

const world = useWorld()
let token = ''

describePage({
  file: 'docs/secure-mode.md',
  world,
  special: {
    serve: startedBy(world),
    page: (code) => renderHeader(code, world, 'ann', token),
  },
  outcomes: {
    serve(answer) {
      expect(JSON.parse(answer)).toMatchObject({ code: 'secure_mode_required' })
    },
    async token(printed) {
      token = printed.trim()
      await world.asApp('PUT', '/v3/users/ann', {})
      expect(await world.withToken<FeedPage>(token, 'GET', '/v3/notifications')).toMatchObject({ data: [] })
    },
    page(bell) {
      expect(bell).toBe('Notifications, 2 new')
    },
  },
})
