import { useRef } from 'react'
import { acts, useAct } from '../api/queries'
import { type Order, type Status, statusNames } from '../api/types'
import { Notice } from '../parts/Notice'
import { StatusIcon } from '../parts/StatusIcon'
import { Card } from './Card'
import { useDrop } from './use-drop'

/** The orders of one status. A card can be dropped here; the order's own panel has the same for the keyboard. */
export function Column({ status, orders }: { status: Status; orders: readonly Order[] }) {
  const act = useAct()
  const section = useRef<HTMLElement>(null)
  const isOver = useDrop(section, (id) => {
    if (!orders.some((order) => order.id === id)) act.mutate({ id, act: acts.move(status) })
  })
  return (
    <section ref={section} className="column" aria-labelledby={`column-${status}`} data-over={isOver}>
      <h2 className="column-head" id={`column-${status}`}>
        <StatusIcon status={status} />
        {statusNames[status]}
        <span className="column-count">{orders.length}</span>
      </h2>
      {act.error && <Notice text={`That was not saved. ${act.error.message}`} onDismiss={act.reset} />}
      <ul className="column-cards">
        {orders.map((order) => (
          <li key={order.id}>
            <Card order={order} />
          </li>
        ))}
      </ul>
      {orders.length === 0 && <p className="column-empty">No orders here</p>}
    </section>
  )
}
