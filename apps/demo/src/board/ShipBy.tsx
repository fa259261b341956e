import type { Order } from '../api/types'
import { daysUntil, sayDay, useNow } from '../parts/time'

/** When it leaves, or left; what should have left by today stands out. */
export function ShipBy({ order }: { order: Order }) {
  const now = useNow()
  const isOpen = order.status === 'new' || order.status === 'packing'
  const isDue = isOpen && daysUntil(order.shipBy, now) <= 0
  if (!isOpen) return <span className="ship-by">{order.customer.city}</span>
  return (
    <span className="ship-by" data-due={isDue}>
      Ships {sayDay(order.shipBy, now)}
    </span>
  )
}
