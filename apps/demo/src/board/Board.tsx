import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useConfig } from '../api/config'
import { ordersQuery } from '../api/queries'
import { type Order, statuses } from '../api/types'
import { Failed } from '../parts/Failed'
import { Column } from './Column'
import { Skeleton } from './Skeleton'
import { Toolbar } from './Toolbar'
import './Board.css'

export type Show = 'all' | 'mine'

const isOf = (order: Order, user: string): boolean => order.assignee === user || order.watchers.includes(user)

export function Board() {
  const { data: orders, error, refetch } = useQuery(ordersQuery)
  const { me } = useConfig()
  const [show, setShow] = useState<Show>('all')
  const mine = orders?.filter((order) => isOf(order, me.identifier)) ?? []
  const counts = orders ? { all: orders.length, mine: mine.length } : null
  const shown = show === 'mine' ? mine : (orders ?? [])
  return (
    <main className="board" id="board" tabIndex={-1}>
      <Toolbar show={show} onShow={setShow} counts={counts} />
      {orders ? (
        <div className="board-columns">
          {statuses.map((status) => (
            <Column key={status} status={status} orders={shown.filter((order) => order.status === status)} />
          ))}
        </div>
      ) : error ? (
        <Failed reason={error.message} onRetry={() => void refetch()} />
      ) : (
        <Skeleton />
      )}
    </main>
  )
}
