import type { Workflow } from '@inboxkit/protocol'
import { expect } from 'vitest'
import { describePage } from './page.js'
import { useWorld } from './world.js'

const world = useWorld()

/** Each kind of step has a heading of its own, and a workflow in which it stands. */
const kinds = {
  'every-send': 'send',
  reminder: 'delay',
  digest: 'batch',
  gentle: 'throttle',
  'by-plan': 'branch',
  checkout: 'waitFor',
  weather: 'fetch',
  urgent: 'smart',
  approval: 'update',
  'expense-approval': 'waitFor',
}

describePage({
  file: 'docs/workflows.md',
  world,
  outcomes: {
    async 'POST /v3/notifications'() {
      await world.newest('ann', 'Order 77 is on its way')
    },
    ...Object.fromEntries(
      Object.entries(kinds).map(([identifier, kind]) => [
        `PUT /v3/workflows/${identifier}`,
        (_: string, answer: unknown) => {
          const { version, steps } = answer as Workflow
          expect(version).toBe(1)
          expect(steps.map(({ type }) => type)).toContain(kind)
        },
      ]),
    ),
  },
})
