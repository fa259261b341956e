import { problem } from '@inboxkit/protocol'
import type { Engine } from '../../engine/types.js'
import type { Routes } from '../../http/routes.js'
import { toPage } from '../../wire/paging.js'
import { pageOf } from '../../wire/values.js'
import { findDelivery, findDeliveryPage, reviveDelivery } from './lists.js'
import {
  deliveriesQuery,
  deliveryDetailsShape,
  deliveryParams,
  deliveryShape,
  toDetails,
  toWire,
} from './shape.js'
import { handOut } from './start.js'

export const deliveryRoutes = (routes: Routes, { engine }: { engine: Engine }): void => {
  const tag = 'Deliveries'
  routes.on(
    'GET',
    '/deliveries',
    {
      as: 'app',
      tag,
      summary: 'List messages to addresses outside the inbox, newest first',
      query: deliveriesQuery,
      answer: pageOf(deliveryShape),
    },
    async ({ who, query, db }) => {
      const { limit, cursor = null, state = null, channel = null, recipient = null, requestId = null } = query
      const wanted = { state, channel, recipient, requestId, before: cursor, limit: limit + 1 }
      return toPage(await findDeliveryPage(db, who.app.id, wanted), limit, ({ id }) => id, toWire)
    },
  )
  routes.on(
    'GET',
    '/deliveries/:id',
    {
      as: 'app',
      tag,
      summary: 'Get a delivery, with every attempt at it',
      params: deliveryParams,
      answer: deliveryDetailsShape,
    },
    async ({ who, params: { id }, db }) => {
      const row = await findDelivery(db, who.app.id, id)
      if (!row) throw problem('delivery_not_found')
      return toDetails(row)
    },
  )
  routes.on(
    'POST',
    '/deliveries/:id/replay',
    {
      as: 'app',
      tag,
      summary: 'Try a delivery again that failed, from the first provider on',
      params: deliveryParams,
      answer: deliveryDetailsShape,
      problems: ['not_failed'],
    },
    ({ who, params: { id }, db }) =>
      db.transaction(async (tx) => {
        const revived = await reviveDelivery(tx, who.app.id, id)
        const row = await findDelivery(tx, who.app.id, id)
        if (!row) throw problem('delivery_not_found')
        if (!revived)
          throw problem('not_failed', {
            detail: `This delivery is ${row.state}: only failed ones are replayed`,
          })
        await handOut(tx, engine, [revived])
        return toDetails(row)
      }),
  )
}
