import { problem } from '@inboxkit/protocol'
import type { Done, Notice } from './acts.js'
import type { Order } from './orders.js'
import { seedOrders } from './seed-orders.js'

/** The orders of the demo. They live in memory: a restart puts the board back to how it starts. */
export interface Board {
  list(): Order[]
  /** Takes over what an act leaves behind. @throws Problem `route_not_found` when there is no such order */
  change(id: number, act: (order: Order) => Done): { order: Order; notices: Notice[] }
}

export const createBoard = (startedAt: Date): Board => {
  const orders = new Map(seedOrders(startedAt).map((order) => [order.id, order]))
  return {
    list: () => [...orders.values()],
    change(id, act) {
      const order = orders.get(id)
      if (!order) throw problem('route_not_found', { detail: `There is no order #${id} on this board` })
      const done = act(order)
      orders.set(id, done.order)
      return done
    },
  }
}
