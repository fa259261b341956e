/** The columns of the board, in the order an order goes through them. */
export const statuses = ['new', 'packing', 'shipped', 'done'] as const
export type Status = (typeof statuses)[number]

export const statusNames: Record<Status, string> = {
  new: 'New',
  packing: 'Packing',
  shipped: 'Shipped',
  done: 'Done',
}

export interface Item {
  name: string
  quantity: number
  /** Price of one, in euro cents. */
  cents: number
}

/** What happened to an order, oldest first. `by` and `to` are identifiers of users. `at` is ISO 8601 text. */
export type Entry = { by: string; at: string } & (
  | { kind: 'comment'; text: string }
  | { kind: 'moved'; to: Status }
  | { kind: 'assigned'; to: string | null }
)

export interface Order {
  id: number
  customer: { name: string; city: string }
  items: Item[]
  status: Status
  isExpress: boolean
  placedAt: string
  shipBy: string
  assignee: string | null
  /** Who hears of changes besides the assignee. */
  watchers: string[]
  thread: Entry[]
}

/** Whom a change of this order concerns. */
export const participantsOf = (order: Order): string[] => [
  ...new Set([
    ...(order.assignee ? [order.assignee] : []),
    ...order.watchers,
    ...order.thread.flatMap((entry) => (entry.kind === 'comment' ? [entry.by] : [])),
  ]),
]
