import { z } from 'zod'
import type { SendBody } from '../features/triggers/send-body.js'
import type { WorkflowBody } from '../features/workflows/schemas.js'
import { consoleProvider, wayOut } from './outside.js'
import { addressesOf, type DemoUser } from './users.js'

export const escalationIdentifier = 'harbor-low-stock'

/** How long the demo waits for an answer, twice: in seconds, and as long as somebody likes to watch. */
export const shortestWait = 1
export const longestWait = 60

const answerWithinWait = {
  type: 'waitFor',
  event: 'notification.answered',
  match: { '==': [{ var: 'event.data.notification' }, { var: 'steps.ask.notification' }] },
  timeout: '{{data.seconds}}s',
} as const

/** Asks in the inbox, and goes on to louder channels while nobody answers. The page shows the same in TypeScript. */
export const escalation: WorkflowBody = {
  name: 'Low stock',
  category: 'stock',
  payload: z.toJSONSchema(z.object({ item: z.string(), left: z.int(), ordered: z.int(), seconds: z.int() }), {
    io: 'input',
  }) as Record<string, unknown>,
  steps: [
    {
      type: 'send',
      id: 'ask',
      channel: 'inApp',
      template: {
        title: '{{data.item}}: {{data.left}} left, {{data.ordered}} ordered',
        message: 'The kiln has room tonight.',
        icon: '/icons/stock.svg',
        blocks: [
          { id: 'fire', type: 'button', variant: 'primary', text: 'Fire 24 more' },
          { id: 'wait', type: 'button', text: 'Wait until Thursday' },
        ],
      },
    },
    { id: 'soon', ...answerWithinWait },
    {
      type: 'send',
      channel: 'email',
      provider: consoleProvider,
      template: {
        subject: '{{data.item}}: {{data.left}} left, {{data.ordered}} ordered',
        text: `Nobody has said yet whether to fire more. Please answer in your inbox.${wayOut}`,
      },
      onlyIf: { when: { '!': { var: 'steps.soon.happened' } } },
    },
    { id: 'later', ...answerWithinWait },
    {
      type: 'send',
      channel: 'sms',
      provider: consoleProvider,
      template: { text: 'Harbor: {{data.item}} run out. Please look into your inbox.' },
      onlyIf: { when: { '!': { var: 'steps.later.happened' } } },
    },
  ],
}

/** What starts it for one user. */
export const escalationFor = (user: DemoUser, seconds: number): SendBody => ({
  notification: { workflow: { identifier: escalationIdentifier } },
  sendTo: { recipients: [{ identifier: user.identifier, ...addressesOf(user) }] },
  data: { item: 'Tide mugs', left: 19, ordered: 26, seconds },
})
