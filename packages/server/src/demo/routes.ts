import type { SendAnswer } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { mostRecipients } from '../features/triggers/acceptance.js'
import { link } from '../features/triggers/link.js'
import { identifier } from '../features/users/identifier.js'
import { parse } from '../http/validate.js'
import { assign, comment, type Done, move, type Notice, watch } from './acts.js'
import type { Board } from './board.js'
import { type Order, statuses } from './orders.js'
import { demoUser } from './schemas.js'
import { demoUsers } from './users.js'

const orderId = z.object({ id: z.coerce.number().int() })
const by = { by: demoUser }

const moveBody = z.object({ ...by, status: z.enum(statuses) })
const assignBody = z.object({ ...by, assignee: demoUser.nullable() })
const watchBody = z.object({ ...by, isWatching: z.boolean() })
const commentBody = z.object({ ...by, text: z.string().trim().min(1).max(2000) })

/** As in `POST /v3/notifications`, so that the panel can show the very request. */
const sendBody = z.object({
  notification: z.object({
    title: z.string().trim().min(1).max(1000),
    message: z.string().max(20_000).nullish(),
    icon: link.nullish(),
    url: link.nullish(),
    category: identifier.optional(),
  }),
  sendTo: z.object({ recipients: z.array(identifier).min(1).max(mostRecipients) }),
})

export interface Demo {
  apiKey: string
  board: Board
  now: () => Date
  /** Resolves when the notification is on disk. */
  send: (notice: Notice) => Promise<SendAnswer>
}

/**
 * The back end of the demo's product, below `/demo`. Nobody signs in there: `by` says who acts, and everyone who can
 * reach this server may send. That is right for trying out on one's own machine, and only there: a real product knows
 * its users by their session, and keeps the API secret in its back end. So these routes exist only with `--demo`.
 */
export const demoRoutes = (http: FastifyInstance, { apiKey, board, now, send }: Demo): void => {
  const act = async (params: unknown, work: (order: Order) => Done): Promise<Order> => {
    const { id } = parse(orderId, params, 'path')
    const { order, notices } = board.change(id, work)
    await Promise.all(notices.map(send))
    return order
  }

  http.get('/demo/config', async () => ({ apiKey, users: demoUsers }))
  http.get('/demo/orders', async () => ({ orders: board.list() }))

  http.post('/demo/orders/:id/move', ({ params, body }) => {
    const asked = parse(moveBody, body, 'body')
    return act(params, (order) => move(order, asked.by, asked.status, now()))
  })
  http.post('/demo/orders/:id/assign', ({ params, body }) => {
    const asked = parse(assignBody, body, 'body')
    return act(params, (order) => assign(order, asked.by, asked.assignee, now()))
  })
  http.post('/demo/orders/:id/watch', ({ params, body }) => {
    const asked = parse(watchBody, body, 'body')
    return act(params, (order) => watch(order, asked.by, asked.isWatching))
  })
  http.post('/demo/orders/:id/comments', ({ params, body }) => {
    const asked = parse(commentBody, body, 'body')
    return act(params, (order) => comment(order, asked.by, asked.text, now()))
  })

  http.post('/demo/send', async ({ body }, reply) => {
    const { notification, sendTo } = parse(sendBody, body, 'body')
    const answer = await send({
      recipients: sendTo.recipients,
      title: notification.title,
      message: notification.message ?? null,
      icon: notification.icon ?? null,
      url: notification.url ?? null,
      category: notification.category ?? null,
      data: {},
    })
    return reply.status(202).send(answer)
  })
}
