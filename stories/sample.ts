import type { Block, Category, Notification } from '@inboxkit/protocol'
import { aCategory, aNotification } from '@inboxkit/testing'
import harbour from './pictures/harbour.svg?no-inline'
import marta from './pictures/marta.svg?no-inline'

/** Where the clock of the stories starts, in milliseconds since 1970: a Friday at noon, wherever they are looked at. */
export const start = new Date(2026, 10, 20, 12).getTime()

/** Nine o'clock of the day after. */
export const tomorrow = new Date(2026, 10, 21, 9).toISOString()

export const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const link = (text: string, to: string, variant = 'outlined'): Block => ({
  id: text,
  type: 'button',
  variant,
  text,
  link: to,
})

export const picture: Block = { id: 'harbour', type: 'image', src: harbour, text: 'A sailing boat at sunset' }

/** Eight each of texts and pictures, then 24 buttons. */
export const fortyBlocks: readonly Block[] = Array.from({ length: 40 }, (_, at): Block => {
  const id = `block-${at}`
  if (at >= 16) return { ...link(`Berth ${at - 15}`, `#/berths/${at - 15}`), id }
  return at % 2 === 0
    ? { id, type: 'text', text: `Race ${at / 2 + 1} starts at the pier.` }
    : { ...picture, id }
})

const category = (id: number, name: string): Category =>
  aCategory({ id, name, identifier: name.toLowerCase() })

interface Given extends Partial<Notification> {
  /** Age in milliseconds when the story starts. Half a minute is added, so that nobody sees it change. */
  age?: number
  /** Unread is what its user has not opened; seen what was on their screen. Default: neither. */
  is?: 'read' | 'seen'
}

/** A notification with sensible defaults: new, a minute old. */
export function notification({ age = minute, is, ...given }: Given = {}): Notification {
  const id = given.id ?? 1
  const createdAt = new Date(start - age - minute / 2).toISOString()
  const readAt = is === 'read' ? createdAt : null
  return aNotification({
    id,
    title: 'Order 3318 was shipped',
    message: 'It arrives on Tuesday, 24 November.',
    url: '#/orders/3318',
    category: category(1, 'Orders'),
    createdAt,
    seenAt: is ? createdAt : null,
    readAt,
    clickedAt: readAt,
    ...given,
  })
}

export const comment: Notification = notification({
  id: 9,
  age: 2 * minute,
  title: 'Marta Nowak commented on invoice 2041',
  message: 'Could we move the due date to 4 December? The supplier asked for it.',
  icon: marta,
  url: '#/invoices/2041',
  data: { actor: 'Marta Nowak' },
})

export const approval: Notification = notification({
  id: 7,
  age: 3 * hour,
  is: 'seen',
  title: 'The budget for Lisbon needs your approval',
  message: 'Tom Okafor asks for 12,400 € until the end of March.',
  data: { actor: 'Tom Okafor' },
  blocks: [link('Approve', '#/budgets/12/approve', 'primary'), link('Read it first', '#/budgets/12')],
})

/** What an ordinary Friday brings: two new ones, one seen, three read. */
export const aFew: readonly Notification[] = [
  comment,
  notification({ id: 8, age: 40 * minute }),
  approval,
  notification({
    id: 6,
    age: day + 2 * hour,
    is: 'read',
    title: 'Release 4.17 is live',
    message: 'All checks passed in 6 minutes.',
    category: category(2, 'Releases'),
  }),
  notification({ id: 5, age: day + 5 * hour, is: 'read', title: 'Order 3302 was delivered', message: null }),
  notification({
    id: 4,
    age: 3 * day,
    is: 'read',
    title: 'Yuki Tanaka joined the team',
    message: 'Say hello, and show them around.',
    data: { actor: 'Yuki Tanaka' },
  }),
]

/** `count` orders, three quarters of an hour apart, the newest `unread` of them new. */
export const manyOrders = (count: number, unread = count): Notification[] =>
  Array.from({ length: count }, (_, at) =>
    notification({
      id: count - at,
      age: minute + at * 45 * minute,
      title: `Order ${4000 - at} was ${at % 3 === 0 ? 'delivered' : 'shipped'}`,
      message: at % 4 === 0 ? null : 'Follow it on its way.',
      ...(at >= unread && { is: 'read' }),
    }),
  )
