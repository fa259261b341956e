import type { Block } from '@inboxkit/protocol'
import { type Entry, type Order, participantsOf, type Status, statusNames } from './orders.js'
import { demoUsers, findDemoUser, nameOf } from './users.js'

/** A notification that this shop's back end wants sent. */
export interface Notice {
  recipients: string[]
  title: string
  message: string | null
  /** Relative links: the demo is served by the same origin. */
  icon: string | null
  url: string | null
  category: string | null
  data: Record<string, unknown>
  blocks?: readonly Block[] | null
}

/** What an act leaves behind: the order as it is now, and what to tell whom. */
export interface Done {
  order: Order
  notices: Notice[]
}

interface Told {
  by: string
  category: string | null
  title: string
  message: string | null
}

/** Nobody is told of what they did themselves. */
const tell = (order: Order, recipients: readonly string[], told: Told): Notice[] => {
  const others = recipients.filter((recipient) => recipient !== told.by)
  if (others.length === 0) return []
  const { by, ...said } = told
  return [
    {
      recipients: others,
      ...said,
      icon: findDemoUser(by)?.avatar ?? null,
      url: `/?order=${order.id}`,
      data: { orderId: order.id, actor: nameOf(by) },
    },
  ]
}

const add = (order: Order, entry: Entry): Order => ({ ...order, thread: [...order.thread, entry] })

/** "2 × Tide mug, Linen tea towel" */
export const summaryOf = ({ items }: Order): string =>
  items.map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name)).join(', ')

export const move = (order: Order, by: string, to: Status, at: Date): Done => {
  if (order.status === to) return { order, notices: [] }
  const moved = add({ ...order, status: to }, { kind: 'moved', by, to, at: at.toISOString() })
  const told = {
    by,
    category: 'status',
    title: `#${order.id} is now ${statusNames[to].toLowerCase()}`,
    message: `${nameOf(by)} moved the order of ${order.customer.name}.`,
  }
  return { order: moved, notices: tell(moved, participantsOf(order), told) }
}

export const assign = (order: Order, by: string, to: string | null, at: Date): Done => {
  if (order.assignee === to) return { order, notices: [] }
  const assigned = add({ ...order, assignee: to }, { kind: 'assigned', by, to, at: at.toISOString() })
  const told = {
    by,
    category: 'assignments',
    title: `${nameOf(by)} assigned you #${order.id}`,
    message: `${order.customer.name}, ${order.customer.city}: ${summaryOf(order)}`,
  }
  return { order: assigned, notices: to === null ? [] : tell(assigned, [to], told) }
}

/** Users who are named with an `@` in a text. */
const mentionedIn = (text: string): string[] => {
  const named = new Set([...text.matchAll(/@(\p{L}+)/gu)].map(([, name]) => name?.toLowerCase()))
  return demoUsers.flatMap(({ identifier }) => (named.has(identifier) ? [identifier] : []))
}

export const comment = (order: Order, by: string, text: string, at: Date): Done => {
  const commented = add(order, { kind: 'comment', by, text, at: at.toISOString() })
  const mentioned = mentionedIn(text)
  const others = participantsOf(order).filter((one) => !mentioned.includes(one))
  const told = { by, category: 'comments', message: text }
  return {
    order: commented,
    notices: [
      ...tell(order, mentioned, { ...told, title: `${nameOf(by)} mentioned you on #${order.id}` }),
      ...tell(order, others, { ...told, title: `${nameOf(by)} commented on #${order.id}` }),
    ],
  }
}

export const watch = (order: Order, by: string, isWatching: boolean): Done => {
  const others = order.watchers.filter((watcher) => watcher !== by)
  return { order: { ...order, watchers: isWatching ? [...others, by] : others }, notices: [] }
}
