import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useConfig } from './config'
import { Refusal, request } from './request'
import type { Config, Order, Sending, Status, Watched } from './types'

export const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: () => request<Config>('/demo/config'),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Other people's moves show within 5 s; what concerns oneself comes with the notification, at once. */
export const ordersQuery = queryOptions({
  queryKey: ['orders'],
  queryFn: async () => (await request<{ orders: Order[] }>('/demo/orders')).orders,
  refetchInterval: 5000,
})

/** What can be done to an order, and how it looks until the back end has answered. */
interface Act {
  path: 'move' | 'assign' | 'watch' | 'comments'
  body: object
  foresee: (order: Order, by: string) => Order
}

export const acts = {
  move: (status: Status): Act => ({
    path: 'move',
    body: { status },
    foresee: (order) => ({ ...order, status }),
  }),
  assign: (assignee: string | null): Act => ({
    path: 'assign',
    body: { assignee },
    foresee: (order) => ({ ...order, assignee }),
  }),
  watch: (isWatching: boolean): Act => ({
    path: 'watch',
    body: { isWatching },
    foresee: (order, by) => ({
      ...order,
      watchers: [...order.watchers.filter((watcher) => watcher !== by), ...(isWatching ? [by] : [])],
    }),
  }),
  comment: (text: string): Act => ({
    path: 'comments',
    body: { text },
    foresee: (order, by) => ({
      ...order,
      thread: [...order.thread, { kind: 'comment', by, text, at: new Date().toISOString() }],
    }),
  }),
}

/** Does something to an order as the current user: shown at once, and taken back if refused. */
export const useAct = () => {
  const queries = useQueryClient()
  const { me } = useConfig()
  const change = (id: number, next: (order: Order) => Order) =>
    queries.setQueryData(ordersQuery.queryKey, (orders) =>
      orders?.map((order) => (order.id === id ? next(order) : order)),
    )
  return useMutation({
    mutationFn: ({ id, act }: { id: number; act: Act }) =>
      request<Order>(`/demo/orders/${id}/${act.path}`, { by: me.identifier, ...act.body }),
    onMutate: async ({ id, act }) => {
      await queries.cancelQueries({ queryKey: ordersQuery.queryKey })
      const before = queries.getQueryData(ordersQuery.queryKey)?.find((order) => order.id === id)
      change(id, (order) => act.foresee(order, me.identifier))
      return { before }
    },
    onSuccess: (order) => change(order.id, () => order),
    onError: (_refusal, { id }, context) => {
      const before = context?.before
      if (before) change(id, () => before)
    },
  })
}

/** Sends as a back end would. The answer names the request. */
export const useSend = () =>
  useMutation({ mutationFn: (sending: Sending) => request<{ requestId: string }>('/demo/send', sending) })

/** Starts the workflow that asks one user. The answer names the request. */
export const useEscalate = () =>
  useMutation({
    mutationFn: (asked: { to: string; seconds: number }) =>
      request<{ requestId: string }>('/demo/escalations', asked),
  })

const overStates: readonly string[] = ['done', 'cancelled']

/** Looks every second until it is over, or there is no such request. */
export const escalationQuery = (requestId: string) =>
  queryOptions({
    queryKey: ['escalation', requestId],
    queryFn: () => request<Watched>(`/demo/escalations/${requestId}`),
    refetchInterval: ({ state: { data, error } }) => {
      const isGone = error instanceof Refusal && error.status !== 0
      return isGone || (data && overStates.includes(data.request.state)) ? false : 1000
    },
  })
