import { useCounts } from '@inboxkit/react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ordersQuery } from './queries'

/** A notification says that an order has changed: the board looks at once instead of at its next turn. */
export const useRefreshOnArrival = (): void => {
  const queries = useQueryClient()
  const total = useCounts()?.total
  useEffect(() => {
    if (total !== undefined) void queries.invalidateQueries({ queryKey: ordersQuery.queryKey })
  }, [queries, total])
}
