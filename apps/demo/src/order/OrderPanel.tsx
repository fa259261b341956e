import { useQuery } from '@tanstack/react-query'
import { useConfig } from '../api/config'
import { acts, ordersQuery, useAct } from '../api/queries'
import type { Order } from '../api/types'
import { cardId } from '../board/Card'
import { Button } from '../parts/Button'
import { Notice } from '../parts/Notice'
import { SidePanel } from '../parts/SidePanel'
import { Composer } from './Composer'
import { Facts } from './Facts'
import { Items } from './Items'
import { Thread } from './Thread'
import './OrderPanel.css'

/** One order: what it is, who has it, and what was said of it. */
export function OrderPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const { data: orders } = useQuery(ordersQuery)
  const order = orders?.find((one) => one.id === id)
  const close = () => {
    onClose()
    document.getElementById(cardId(id))?.focus()
  }
  if (!orders) return null
  return (
    <SidePanel
      lead={
        <>
          #{id}
          {order?.isExpress && <span className="express">Express</span>}
        </>
      }
      title={order ? order.customer.name : 'No such order'}
      foot={order && <Composer order={order} />}
      onClose={close}
    >
      {order ? (
        <Details order={order} />
      ) : (
        <p className="order-gone">
          There is no order #{id} on the board. It may have been there before the server was restarted.
        </p>
      )}
    </SidePanel>
  )
}

function Details({ order }: { order: Order }) {
  const { me } = useConfig()
  const act = useAct()
  const isWatching = order.watchers.includes(me.identifier)
  return (
    <>
      <p className="order-city">{order.customer.city}</p>
      {act.error && <Notice text={`That was not saved. ${act.error.message}`} onDismiss={act.reset} />}
      <Facts order={order} onAct={(next) => act.mutate({ id: order.id, act: next })} />
      <Items order={order} />
      <div className="order-thread-head">
        <h3>Activity</h3>
        <Button
          look="quiet"
          icon={isWatching ? 'check' : 'eye'}
          aria-pressed={isWatching}
          onClick={() => act.mutate({ id: order.id, act: acts.watch(!isWatching) })}
        >
          {isWatching ? 'Watching' : 'Watch'}
        </Button>
      </div>
      <Thread order={order} />
    </>
  )
}
