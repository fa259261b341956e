import { randomUUID } from 'node:crypto'
import { problem, type Recipient, type SendAnswer } from '@inboxkit/protocol'
import { z } from 'zod'
import { keyOf, type Routes } from '../../http/routes.js'
import { identifier } from '../users/routes.js'
import type { Acceptance } from './accept.js'
import { link } from './link.js'

export const mostRecipients = 1000

const data = z.record(z.string(), z.unknown())
const recipient: z.ZodType<Recipient> = z.union([identifier, z.looseObject({ identifier })])
const recipients = z.array(recipient).min(1)

const sendBody = z.object({
  notification: z.object({
    title: z.string().min(1).max(1000),
    message: z.string().max(20_000).nullish(),
    icon: link.nullish(),
    url: link.nullish(),
    category: identifier.optional(),
    data: data.optional(),
  }),
  sendTo: z.object({ recipients }).optional(),
  recipients: recipients.optional(),
  category: identifier.optional(),
  data: data.optional(),
  sendAt: z.iso.datetime({ offset: true, message: 'must be an ISO 8601 date and time' }).optional(),
})

const sendAnswer = z.object({ requestId: z.uuid() })

export interface Sending {
  accept: (acceptance: Acceptance) => Promise<SendAnswer>
  now: () => Date
}

export const triggerRoutes = (routes: Routes, { accept, now }: Sending): void => {
  routes.on(
    'POST',
    '/notifications',
    {
      as: 'app',
      tag: 'Sends',
      summary: 'Send a notification',
      body: sendBody,
      answer: sendAnswer,
      status: 202,
      ownIdempotency: true,
    },
    ({ who, body, request }) => {
      const { notification } = body
      return accept({
        appId: who.app.id,
        requestId: randomUUID(),
        content: {
          title: notification.title,
          message: notification.message ?? null,
          icon: notification.icon ?? null,
          url: notification.url ?? null,
          category: notification.category ?? body.category ?? null,
          data: notification.data || body.data ? { ...body.data, ...notification.data } : null,
          blocks: null,
        },
        recipients: recipientsOf(body),
        acceptedAt: now(),
        startAt: body.sendAt === undefined ? null : new Date(body.sendAt),
        idempotency: keyOf(request, who),
      })
    },
  )
}

const recipientsOf = (body: z.output<typeof sendBody>): Recipient[] => {
  const field = body.sendTo ? 'sendTo.recipients' : 'recipients'
  const given = body.sendTo?.recipients ?? body.recipients
  if (!given)
    throw problem('invalid_request', { fields: [{ field: 'sendTo', message: 'must be an object' }] })
  if (given.length > mostRecipients)
    throw problem('too_many_recipients', {
      fields: [{ field, message: `must have at most ${mostRecipients} entries` }],
    })
  return given
}
