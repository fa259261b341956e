import { problem } from '@inboxkit/protocol'
import type { Engine } from '../../engine/types.js'
import type { Routes } from '../../http/routes.js'
import { toPage } from '../../wire/paging.js'
import { pageOf } from '../../wire/values.js'
import { findEvent, findEventPage, reviveEvent } from './queries.js'
import { eventParams, eventsQuery, toWire, webhookEventShape } from './shape.js'
import { giveUpMs, handOutEvents } from './write.js'

export interface StatusWebhookTools {
  engine: Engine
  now: () => Date
}

export const statusWebhookRoutes = (routes: Routes, { engine, now }: StatusWebhookTools): void => {
  const tag = 'App'
  routes.on(
    'GET',
    '/app/webhook-events',
    {
      as: 'app',
      tag,
      summary: 'List what the app’s webhooks were told, newest first',
      query: eventsQuery,
      answer: pageOf(webhookEventShape),
    },
    async ({ who, query: { limit, cursor = null, state = null }, db }) => {
      const rows = await findEventPage(db, who.app.id, { state, before: cursor, limit: limit + 1 })
      return toPage(rows, limit, ({ id }) => id, toWire)
    },
  )
  routes.on(
    'POST',
    '/app/webhook-events/:id/replay',
    {
      as: 'app',
      tag,
      summary: 'Tell a webhook once more what could not be told',
      params: eventParams,
      answer: webhookEventShape,
      problems: ['not_failed'],
    },
    ({ who, params: { id }, db }) =>
      db.transaction(async (tx) => {
        const until = new Date(now().getTime() + giveUpMs)
        const event = await reviveEvent(tx, who.app.id, id, until)
        if (!event)
          throw problem((await findEvent(tx, who.app.id, id)) ? 'not_failed' : 'webhook_event_not_found')
        await handOutEvents(tx, engine, [event.id])
        return toWire(event)
      }),
  )
}
