import { useUser } from '../api/config'
import type { Order } from '../api/types'
import { Avatar } from '../parts/Avatar'
import { Icon } from '../parts/Icon'
import { summaryOf } from '../parts/money'
import { Link } from '../route/Link'
import { useRoute } from '../route/route'
import { carryOrder } from './carry'
import { ShipBy } from './ShipBy'
import './Card.css'

export const cardId = (orderId: number): string => `order-${orderId}`

export function Card({ order }: { order: Order }) {
  const isOpen = useRoute().order === order.id
  const comments = order.thread.filter(({ kind }) => kind === 'comment').length
  return (
    <Link
      to={{ order: order.id }}
      id={cardId(order.id)}
      className="card"
      aria-current={isOpen ? 'true' : undefined}
      onDragStart={(event) => carryOrder(event, order.id)}
    >
      <span className="card-top">
        <span className="card-id">#{order.id}</span>
        {order.isExpress && <span className="express">Express</span>}
      </span>
      <span className="card-who">
        <bdi>{order.customer.name}</bdi>
      </span>
      <span className="card-what">
        <bdi>{summaryOf(order)}</bdi>
      </span>
      <span className="card-foot">
        <ShipBy order={order} />
        {comments > 0 && (
          <span className="card-comments">
            <Icon name="comment" />
            {comments}
            <span className="hidden">{comments === 1 ? 'comment' : 'comments'}</span>
          </span>
        )}
        <span className="card-assignee">
          {order.assignee ? <Assignee identifier={order.assignee} /> : <Nobody />}
        </span>
      </span>
    </Link>
  )
}

function Assignee({ identifier }: { identifier: string }) {
  const user = useUser(identifier)
  return <Avatar user={user} size={20} alone={`Assigned to ${user.name}`} />
}

function Nobody() {
  return (
    <span className="card-nobody" title="Nobody is assigned">
      <Icon name="person" />
      <span className="hidden">Nobody is assigned</span>
    </span>
  )
}
