import { defineWorkflow } from '@inboxkit/node'
import { z } from 'zod'

export const orderShipped = defineWorkflow({
  identifier: 'order-shipped',
  category: 'orders',
  payload: z.object({ orderId: z.string(), city: z.string().optional(), 'unit price': z.number() }),
  steps: ({ data, recipient }) => [
    {
      type: 'send',
      channel: 'inApp',
      template: {
        title: `${recipient.firstName}: order ${data.orderId} is on its way to ${data.city}`,
        message: `At ${data['unit price']} each`,
      },
    },
  ],
})

export const orderLost = defineWorkflow({
  identifier: 'order-lost',
  steps: [{ type: 'send', channel: 'inApp', template: { title: 'Lost' } }],
})
